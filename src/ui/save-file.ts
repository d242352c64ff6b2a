/** Hands a file to the browser's downloads. Nothing is read into memory for it. */
export function saveFile(file: Blob, name = file instanceof File ? file.name : 'file'): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download keeps the blob; the address may go once the click has been taken.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
