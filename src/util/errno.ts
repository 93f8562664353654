/** True for a Node system error with one of these codes (`ENOENT`, `EACCES` …). */
export function isErrno(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? '')
}

/** True when the errno says "no such file": missing, or a parent that is not a folder. */
export function isMissing(error: unknown): boolean {
  return isErrno(error, 'ENOENT', 'ENOTDIR')
}
