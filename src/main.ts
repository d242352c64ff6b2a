import { mount } from 'svelte'
import { createEngine } from './engine/client.ts'
import App from './ui/App.svelte'
import './ui/base.css'

const target = document.getElementById('app')
if (!target) throw new Error('index.html has no element with the id "app".')
document.documentElement.dataset['version'] = __VERSION__
mount(App, { target, props: { engine: createEngine() } })
