import process from 'node:process'
import { cac } from 'cac'
import { version } from '../../package.json'
import { messageOf } from '../util/log'
import { audit } from './audit'
import { clear } from './clear'
import { run } from './run'
import { stats } from './stats'

/** Runs the command line and gives the exit code. */
export async function runCli(argv: string[]): Promise<number> {
  const cli = cac('unplugin-cache')
  let exitCode = 0
  const action = <T extends unknown[]>(command: (...args: T) => Promise<number>) => async (...args: T): Promise<void> => {
    exitCode = await command(...args)
  }
  const where: [string, string] = ['--cache-dir <dir>', 'The cache folder: project, user or a path (default: project)']

  cli.command('stats', 'Show what the cache holds and what the last build gained')
    .option(...where)
    .option('--json', 'Print data instead of a table')
    .action(action(stats))
  cli.command('clear', 'Empty the cache')
    .option(...where)
    .option('--json', 'Print data instead of a sentence')
    .action(action(clear))
  cli.command('run', 'Run a build command: unplugin-cache run --clear-cache -- vite build')
    .option('--clear-cache', 'Empty the cache first')
    .action(action(run))
  cli.command('audit', 'Tell which plugins may be skipped, by building with and without the cache: unplugin-cache audit -- vite build')
    .option('--write', 'Write the verdicts into unplugin-cache.audit.json, where builds find them')
    .option('--freeze-time', 'Stop the clock in all builds, for outputs that show the time')
    .option('--json', 'Print data instead of a table')
    .action(action(audit))
  cli.help()
  cli.version(version)

  try {
    cli.parse(argv, { run: false })
    if (!cli.matchedCommand && !cli.options.help && !cli.options.version)
      return explainUnknown(cli.args[0])
    await cli.runMatchedCommand()
    return exitCode
  }
  catch (error) {
    process.stderr.write(`unplugin-cache: ${messageOf(error)}\n`)
    return 1
  }
}

function explainUnknown(name: string | undefined): number {
  const what = name === undefined ? 'name a command' : `there is no command "${name}"`
  process.stderr.write(`unplugin-cache: ${what}. The commands are stats, clear, run and audit; --help says more.\n`)
  return 1
}
