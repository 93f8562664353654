import { spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import process from 'node:process'
import { onTestFinished } from 'vitest'
import { start } from './processes'
import { temporaryDir } from './temp'

export const hasRedis: boolean = spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0
/** In CI a missing server is a failure, elsewhere a skipped test that says so. */
export function mayBeMissing(): boolean {
  return !process.env.CI
}

/** A Redis server of its own that ends with the test. */
export async function startRedis(): Promise<{ port: number, stop: () => Promise<void> }> {
  const port = await freePort()
  const { child, printed, exit } = start('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', temporaryDir()])
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exit
  }
  onTestFinished(stop)
  await printed('Ready to accept connections')
  return { port, stop }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
