// softmax studio: a page in the browser that trains, shows and explains.

import ArgumentParser
import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxServer

struct StudioCommand: NotifyingCommand {
  static let configuration = CommandConfiguration(
    commandName: "studio",
    abstract: "Train and look at models in the browser.",
    discussion: """
      A page on this machine: choose data (a set of the catalogue, a path, a dropped file), choose the method, and watch \
      the model learn: its loss and accuracies, a picture for each class, six samples of the test set. Pause, make single \
      steps, go back to any epoch; then look into the confusion matrix, draw a sample or fill in a row, and see why the \
      model says what it says. Models can be saved, exported and reported on, runs compared. Each run shows the command \
      that repeats it to the bit.

      The page asks for nothing from elsewhere. Only whoever has the address that is printed can use it. Runs live \
      as long as the command (Ctrl-C ends it); a link to one that is gone offers to train it again.

      Examples:
        softmax studio
        softmax studio people.csv
        softmax studio digits --port 9000 --no-open
      """)

  @Argument(
    help: ArgumentHelp("The data to begin with (default: the page's own choice).", valueName: "data"),
    completion: .file())
  var data: String?

  @OptionGroup(title: HelpTitle.mostUsed) var mainArguments: MainArguments

  @OptionGroup(title: HelpTitle.data) var dataArguments: DataArguments

  @OptionGroup(title: HelpTitle.running) var executionArguments: ExecutionArguments

  @OptionGroup(title: HelpTitle.running) var notices: NoticeArguments

  func run() throws {
    let settings = try settings()
    // A path that is wrong is said here, and not in the page.
    if let data { _ = try DataReference(parsing: data) }
    let execution = try executionArguments.execution()
    #if Server
      try listen(settings, execution)
    #else
      _ = (settings, execution)
      throw CommandFailure.withoutServer
    #endif
  }
}
