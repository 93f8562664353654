/** Prints nothing that another run would not print. */
export default class {
  onTestCaseResult(test) {
    console.log(test.fullName, test.result().state)
  }

  onTestRunEnd(modules, errors, reason) {
    console.log(reason, errors)
  }
}
