import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileAsync } from 'sass'

/** Sass as somebody writes it for one project. */
export const scss = {
  name: 'scss',
  setup(build) {
    build.onLoad({ filter: /\.scss$/ }, async ({ path }) => {
      const { css, loadedUrls } = await compileAsync(path)
      return { contents: css, loader: 'css', resolveDir: dirname(path), watchFiles: loadedUrls.map(url => fileURLToPath(url)) }
    })
  },
}
