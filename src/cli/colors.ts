import process from 'node:process'
import picocolors from 'picocolors'

/** picocolors by itself also colours what goes into a pipe, where the variable CI is set. */
export const pc: typeof picocolors = picocolors.createColors(picocolors.isColorSupported && Boolean(process.stdout.isTTY)) as typeof picocolors
