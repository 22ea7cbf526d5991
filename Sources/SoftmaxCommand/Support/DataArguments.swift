// The flags that every verb with data has.

import ArgumentParser
import SoftmaxData
import SoftmaxFiles

struct DataArguments: ParsableArguments {
  @Option(
    name: .customLong("data-dir"),
    help: ArgumentHelp(
      "Where to look first for the files of a dataset that is fetched.", valueName: "folder"))
  var dataFolder: String?

  @Flag(help: "Never touch the network (also: SOFTMAX_OFFLINE=1).")
  var offline = false

  /// The options for loading, with progress on the terminal.
  func fetchOptions() -> FetchOptions {
    let progress = FetchDisplay()
    return FetchOptions(
      dataFolder: dataFolder, offline: offline || Environment.isSet("SOFTMAX_OFFLINE"),
      onEvent: { progress.show($0) })
  }
}
