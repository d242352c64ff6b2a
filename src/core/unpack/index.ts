export { openPacked, packingOf, type PackedPart, type Packing, type Unpacking } from './unpack.ts'
export { packingTitle } from './titles.ts'
export { otherListsNotices, UNPACK_LIMITS, type Notice, type UnpackLimits } from './notices.ts'
