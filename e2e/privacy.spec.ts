import { expect, test } from './fixtures.ts'
import { GLAIVE, Workbench } from './pages/workbench.ts'

test('once the page is there, nothing is requested any more: it works offline', async ({
  page,
  context,
}) => {
  const app = await new Workbench(page).start()
  await page.waitForLoadState('networkidle')
  const requests: string[] = []
  context.on('request', (request) => {
    if (!/^(blob|data):/.test(request.url())) requests.push(request.url())
  })
  await context.setOffline(true)
  await app.load(GLAIVE)
  await app.press('a', 'x', 't')
  await app.press('Escape', 'b')
  await expect(page.getByRole('heading', { level: 1, name: /Fork of sample/ })).toBeVisible()
  await app.press('e')
  await app.press('Escape')
  await app.room('Checks')
  await expect(page.getByRole('heading', { level: 1, name: 'Checks' })).toBeVisible()
  await app.exportTo(/Cleaned source/)
  await app.write(1)
  expect(requests).toEqual([])
})
