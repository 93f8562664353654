#!/usr/bin/env node
import process from 'node:process'
import { runCli } from './cli/index'

process.exitCode = await runCli(process.argv)
