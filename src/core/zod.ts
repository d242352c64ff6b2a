import { z } from 'zod'

/**
 * Zod, told not to compile its parsers: for that it tries `new Function`, which the content-security
 * policy of our pages forbids and reports. Must be said before the first schema is made, hence a module
 * that all others import Zod from.
 */
z.config({ jitless: true })

export { z }
