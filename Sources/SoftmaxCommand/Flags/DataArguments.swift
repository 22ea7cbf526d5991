// The flags that every verb with data has.

import ArgumentParser
import SoftmaxData
import SoftmaxFiles

struct DataArguments: ParsableArguments {
  @Option(
    name: .customLong("data-dir"),
    help: ArgumentHelp(
      "Look for the files of a catalogue set here first.", valueName: "folder"), completion: .directory)
  var dataFolder: String?

  @Flag(help: "Never use the network (or set SOFTMAX_OFFLINE=1).")
  var offline = false

  /// The options for loading, with progress on the terminal.
  func fetchOptions() -> FetchOptions {
    let progress = FetchDisplay()
    var options = FetchOptions(
      dataFolder: dataFolder, offline: offline || Environment.isSet("SOFTMAX_OFFLINE"),
      onEvent: { progress.show($0) })
    options.dataFolderTitle = "--data-dir"
    return options
  }
}
