import type { Transform } from 'node:stream'
import * as zlib from 'node:zlib'

export type CompressionName = 'gzip' | 'brotli' | 'zstd'

export interface Compression {
  compress: (bytes: Buffer) => Buffer
  decompress: (bytes: Buffer) => Buffer
  createCompress: () => Transform
  createDecompress: () => Transform
}

/** Node has Zstandard from 22.15 on. */
interface Zstandard {
  zstdCompressSync?: (bytes: Buffer) => Buffer
  zstdDecompressSync?: (bytes: Buffer) => Buffer
  createZstdCompress?: () => Transform
  createZstdDecompress?: () => Transform
}

/** Brotli's own default is for files that are compressed once and downloaded often. */
const BROTLI = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 5 } }

/** How to compress, or nothing when this Node cannot. */
export function compressionNamed(name: string): Compression | undefined {
  switch (name) {
    case 'gzip': return {
      compress: bytes => zlib.gzipSync(bytes),
      decompress: bytes => zlib.gunzipSync(bytes),
      createCompress: () => zlib.createGzip(),
      createDecompress: () => zlib.createGunzip(),
    }
    case 'brotli': return {
      compress: bytes => zlib.brotliCompressSync(bytes, BROTLI),
      decompress: bytes => zlib.brotliDecompressSync(bytes),
      createCompress: () => zlib.createBrotliCompress(BROTLI),
      createDecompress: () => zlib.createBrotliDecompress(),
    }
    case 'zstd': return zstandard(zlib as Zstandard & typeof zlib)
    default: return undefined
  }
}

function zstandard({ zstdCompressSync, zstdDecompressSync, createZstdCompress, createZstdDecompress }: Zstandard): Compression | undefined {
  return zstdCompressSync && zstdDecompressSync && createZstdCompress && createZstdDecompress
    ? { compress: zstdCompressSync, decompress: zstdDecompressSync, createCompress: createZstdCompress, createDecompress: createZstdDecompress }
    : undefined
}
