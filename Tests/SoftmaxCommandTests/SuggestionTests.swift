// What was mistyped is told with what was meant.

import Testing

@Suite struct SuggestionTests {
  @Test(arguments: [
    (["trian"], "there is no command 'trian'; did you mean 'train'? (see 'softmax --help')"),
    (["trian", "iris"], "there is no command 'trian'; did you mean 'train'? (see 'softmax --help')"),
    (
      ["datasets", "lst"],
      "there is no command 'datasets lst'; did you mean 'list'? (see 'softmax datasets --help')"
    ),
    (
      ["train", "iris", "--lable", "x"],
      "Unknown option '--lable'. Did you mean '--label'? (see 'softmax train --help')"
    ),
    (["train", "--quite"], "Unknown option '--quite'. Did you mean '--quiet'? (see 'softmax train --help')"),
    (["train", "iris", "--xyzzy"], "Unknown option '--xyzzy' (see 'softmax train --help')"),
  ])
  func theNearestNameIsNamed(_ arguments: [String], _ message: String) throws {
    let run = try CommandRun(arguments)
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(run.errors == "error: \(message)\n")
  }

  @Test(arguments: [
    (["train", "iris", "--solver", "lbgfs"], 64, "Did you mean 'lbfgs'?"),
    (["predict", "m", "d", "--format", "cvs"], 64, "Did you mean 'csv'?"),
    (["tune", "iris", "--rule", "one-es"], 64, "did you mean one-se?"),
    (["train", "fashion-mnits"], 66, "did you mean 'fashion-mnist'?"),
    (["data", "irsi"], 66, "did you mean 'iris'?"),
    (["datasets", "fetch", "fashion-mnits"], 66, "did you mean 'fashion-mnist'?"),
  ])
  func theNearestValueIsNamed(_ arguments: [String], _ status: Int32, _ words: String) throws {
    let run = try CommandRun(arguments)
    #expect(run.status == status)
    #expect(run.errors.contains(words))
  }

  @Test func aWordLikeNoneIsToldAllCommands() throws {
    let run = try CommandRun(["xyzzy"])
    #expect(run.status == 64)
    #expect(run.errors.hasPrefix("error: there is no command 'xyzzy'; the commands are train, tune, "))
  }
}
