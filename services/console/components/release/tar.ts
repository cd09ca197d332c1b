/** A file and where it stands in the archive: `site/index.html`. */
export type TarEntry = { path: string; file: Blob }

const BLOCK = 512
/** What the header's field for a name holds. */
const NAME_BYTES = 100
/** The largest size that 11 octal digits can say. */
const SIZE_LIMIT = 8 ** 11

const encoder = new TextEncoder()

/**
 * The parts of a tar archive (ustar; POSIX.1-2017, `pax`, section “ustar Interchange Format”), for a `Blob` that reads the
 * files only when it is read itself. No times, owners or modes of the machine go into it: the same files make the same
 * bytes, so that an upload that is tried again is recognized.
 */
export function tar(entries: readonly TarEntry[]): (Uint8Array<ArrayBuffer> | Blob)[] {
  const parts: (Uint8Array<ArrayBuffer> | Blob)[] = []
  for (const { path, file } of entries) {
    const records = paxRecords(path, file.size)
    if (records.length > 0) parts.push(header('pax', records.length, 'x'), records, padding(records.length))
    parts.push(header(path, file.size, '0'), file, padding(file.size))
  }
  parts.push(new Uint8Array(2 * BLOCK))
  return parts
}

/** What the header's fields cannot say: a long name, one with letters beyond ASCII, a size of 8 GiB and more. */
function paxRecords(path: string, size: number): Uint8Array<ArrayBuffer> {
  const bytes = encoder.encode(path)
  const plain = bytes.length <= NAME_BYTES && bytes.every((byte) => byte < 0x80)
  return encoder.encode((plain ? '' : record('path', path)) + (size < SIZE_LIMIT ? '' : record('size', String(size))))
}

/** `27 path=…\n`: the number counts the whole record, itself included. */
function record(key: string, value: string): string {
  const rest = encoder.encode(` ${key}=${value}\n`).length
  let length = rest + String(rest).length
  if (String(length).length > String(rest).length) length = rest + String(length).length
  return `${length} ${key}=${value}\n`
}

function header(path: string, size: number, type: '0' | 'x'): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK)
  const put = (at: number, bytes: Uint8Array) => block.set(bytes, at)
  const text = (at: number, value: string) => put(at, encoder.encode(value))
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0')
  put(0, encoder.encode(path).subarray(0, NAME_BYTES))
  text(100, `${octal(0o644, 7)}\0`)
  text(108, `${octal(0, 7)}\0${octal(0, 7)}\0`) // owner and group
  text(124, `${octal(size < SIZE_LIMIT ? size : 0, 11)}\0`)
  text(136, `${octal(0, 11)}\0`) // changed at
  text(148, '        ') // the sum counts its own field as spaces
  text(156, type)
  text(257, 'ustar\0')
  text(263, '00')
  const sum = block.reduce((total, byte) => total + byte, 0)
  text(148, `${octal(sum, 6)}\0 `)
  return block
}

function padding(size: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK)
}
