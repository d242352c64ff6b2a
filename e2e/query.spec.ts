import { expect, test } from './fixtures.ts'
import { GLAIVE, Workbench } from './pages/workbench.ts'

test('a query is typed with completion, by keyboard alone, and its conditions are chips', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  await app.load(GLAIVE)
  await app.press('/')
  await page.keyboard.type('fin')
  const choices = page.getByRole('listbox', { name: 'Conditions' })
  await expect(choices.getByRole('option', { name: /^finding:/ })).toBeVisible()
  await app.press('ArrowDown', 'Enter')
  await expect(app.filter).toHaveValue('finding:')
  await page.keyboard.type('schema')
  const schema = choices.getByRole('option', { name: /^finding:call\.schema .+ · 1$/ })
  await app.press('ArrowDown')
  await expect(schema).toHaveAttribute('aria-selected', 'true')
  await app.press('Enter')
  await expect(page.getByText('1 of 300', { exact: true })).toBeVisible()
  await expect(app.filter).toHaveValue('')

  // Backspace at the start takes the last condition back.
  await app.press('Backspace')
  await expect(page.getByText('1 of 300', { exact: true })).toHaveCount(0)

  await page.keyboard.type('messages>=6 -"recipe" (calls=0 OR tool:search_movies)')
  await app.press('Enter')
  const remove = (name: string) =>
    page.getByRole('button', { name: `Remove the condition ${name}`, exact: true })
  await expect(remove('messages>=6')).toBeVisible()
  await expect(remove('-"recipe"')).toBeVisible()
  await expect(remove('calls=0 OR tool:"search_movies"')).toBeVisible()
  await expect(app.queue).toBeFocused()
})

test('a filter is in the address: back, forward and a copied link lead to it', async ({ page }) => {
  const app = await new Workbench(page).start()
  await app.load(GLAIVE)
  await app.filter.fill('PHOTOSHOP')
  await app.filter.press('Enter')
  await expect(page).toHaveURL(/\?q=%22PHOTOSHOP%22$/)
  const shown = page.getByText(/^\d+ of 300$/)
  const photoshop = (await shown.textContent()) ?? ''
  await app.filter.fill('is:flagged')
  await app.filter.press('Enter')
  await expect(page.getByText('The filter hides all 300 samples')).toBeVisible()

  await page.goBack()
  await expect(shown).toHaveText(photoshop)
  await page.goBack()
  await expect(shown).toHaveCount(0)
  await page.goForward()
  await expect(shown).toHaveText(photoshop)

  await page.reload()
  await expect(shown).toHaveText(photoshop)
  await expect(page.getByRole('button', { name: 'Remove the condition “PHOTOSHOP”' })).toBeVisible()
})

test('a regular expression finds what a person reads; a wrong one says where and what to do', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  const say = (text: string) =>
    JSON.stringify({
      messages: [
        { role: 'user', content: text },
        { role: 'assistant', content: 'Noted.' },
      ],
    })
  const texts = [
    'Order AB-1234\nplease',
    'Order ab-1234',
    'Order "CD-99"',
    'a'.repeat(50_000) + '!',
  ]
  await app.load({ name: 'orders.jsonl', text: texts.map(say).join('\n') })

  await app.filter.fill('/\\b[A-Z]{2}-\\d+\\nplease/')
  await expect(page.getByText('1 of 4', { exact: true })).toBeVisible()
  await app.filter.fill('user:/"?[a-z]{2}-\\d+"?$/i')
  await app.filter.press('Enter')
  await expect(page.getByText('2 of 4', { exact: true })).toBeVisible()
  await app.filter.press('Backspace')

  await app.filter.fill('/order (ab|cd-/')
  await expect(page.getByText(/character 8.*This bracket is never closed\. Add \)/)).toBeVisible()
  await expect(app.filter).toHaveAttribute('aria-invalid', 'true')
  await app.filter.fill('/(?=a)b/')
  await expect(page.getByText(/Looking ahead or behind is not supported/)).toBeVisible()

  // What makes a backtracking matcher try for longer than the universe is old.
  await app.filter.fill('/^(a+)+$/')
  await app.filter.press('Enter')
  await expect(page.getByText('The filter hides all 4 samples')).toBeVisible()
  await app.filter.fill('state:finished')
  await app.filter.press('Enter')
  await expect(page.getByText(/No state is called “finished”\. States: todo/)).toBeVisible()
})

test('a record that takes a pattern too long is left out, said so, and the page goes on', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  let seed = 1
  const noise = Array.from({ length: 1_500_000 }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed > 2 ** 31 ? 'a' : 'b'
  }).join('')
  const line = (text: string) => JSON.stringify({ text }) + '\n'
  const found = await app.chooseLarge('noise.jsonl', line(noise) + line('aab c'))
  await found.getByRole('button', { name: /^Load/ }).click()
  await app.loaded()

  await app.filter.fill('/a[ab]{900}c|b c$/')
  await app.filter.press('Enter')
  await expect(page.getByText(/1 record took too long/)).toBeVisible()
  await expect(page.getByText('1 of 2', { exact: true })).toBeVisible()
  await app.press('ArrowDown')
  await expect(page.getByRole('heading', { level: 1, name: '#1', exact: true })).toBeVisible()
})

test('a view is saved, survives a reload, and is renamed and deleted with a way back', async ({
  page,
}) => {
  const app = await new Workbench(page).start()
  await app.load(GLAIVE)
  await app.filter.fill('messages>4 calls>=1')
  await app.filter.press('Enter')
  await app.pick('Saved views', 'Save view…')
  const dialog = page.getByRole('dialog', { name: 'Save view' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Long with calls')
  await app.press('Enter')
  await expect(page.getByText('Saved “Long with calls”')).toBeVisible()
  const shown = page.getByText(/^\d+ of 300$/)
  const found = (await shown.textContent()) ?? ''

  await app.pick('Saved views', 'To decide')
  await expect(page.getByText('300 of 300', { exact: true })).toBeVisible()
  await page.reload()
  await app.pick('Saved views', 'Long with calls')
  await expect(shown).toHaveText(found)

  await app.pick('Saved views', 'Rename “Long with calls”…')
  const rename = page.getByRole('dialog', { name: 'Rename view' })
  await rename.getByRole('textbox', { name: 'Name' }).fill('Long ones')
  await rename.getByRole('button', { name: 'Rename view' }).click()
  await expect(rename).toHaveCount(0)
  await app.pick('Saved views', 'Delete “Long ones”')
  await page.getByRole('button', { name: /^Undo/ }).click()
  await page.getByRole('button', { name: 'Saved views', exact: true }).click()
  await expect(page.getByRole('menuitemradio', { name: 'Long ones', exact: true })).toBeVisible()
})
