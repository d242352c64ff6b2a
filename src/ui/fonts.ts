/**
 * Fetches every bundled face now. A browser fetches a subset when its first character is drawn,
 * which may be long after the page has loaded, when it may be offline and we have promised to ask
 * for nothing more. A face that does not come is replaced by a system face, as the styles say.
 */
export async function loadFonts(fonts: FontFaceSet): Promise<void> {
  await Promise.allSettled([...fonts].map((face) => face.load()))
}
