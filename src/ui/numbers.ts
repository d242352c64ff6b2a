/** How numbers, sizes and times are written. Words are English; numbers use `,` for thousands. */

const plain = new Intl.NumberFormat('en')

/** 31744 → "31,744". */
export function count(n: number): string {
  return plain.format(n)
}

/** "1 sample", "62 samples": one and more are given, the number is written before them. */
export function counted(n: number, one: string, more = one + 's'): string {
  return `${plain.format(n)} ${n === 1 ? one : more}`
}

/** Decimal units as file managers show them: 640 MB, 1.03 GB. */
export function bytes(n: number): string {
  if (n < 1000) return counted(n, 'byte')
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = n / 1000
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  const digits = value < 10 ? (unit >= 2 ? 2 : 1) : value < 100 && unit >= 2 ? 1 : 0
  return `${value.toFixed(digits)} ${units[unit]!}`
}

/** A share as people read it: never "0%" for something, never "100%" for not all. */
export function percent(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0%'
  if (part === whole) return '100%'
  const share = (100 * part) / whole
  if (share < 1) return '<1%'
  return `${Math.min(99, Math.round(share))}%`
}

/** "3 s", "4 min", "1 h 55 min". */
export function duration(seconds: number): string {
  if (seconds < 1) return 'less than 1 s'
  if (seconds < 59.5) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const rest = minutes % 60
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`
}

/** "14:02:31" on this machine's clock. */
export function clock(at: number): string {
  const date = new Date(at)
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':')
}

/** "14:02 today", "Yesterday, 16:40", "3 July", "3 July 2025". */
export function when(at: number, now = Date.now()): string {
  const date = new Date(at)
  const time = `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`
  const today = new Date(now)
  if (date.toDateString() === today.toDateString()) return `${time} today`
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1)
  if (date.toDateString() === yesterday.toDateString()) return `Yesterday, ${time}`
  const sameYear = date.getFullYear() === today.getFullYear()
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(date)
}

function twoDigits(n: number): string {
  return String(n).padStart(2, '0')
}
