import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface TestServer {
  url: string
  /** `GET /path`, in the order of arrival. */
  requests: { path: string, headers: IncomingMessage['headers'] }[]
}

/** An HTTP server on this machine that ends with the test. */
export async function startServer(answer: (request: IncomingMessage, response: ServerResponse, count: number) => void): Promise<TestServer> {
  const requests: TestServer['requests'] = []
  const server = createServer((request, response) => {
    requests.push({ path: request.url!, headers: request.headers })
    answer(request, response, requests.length)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}
