// The flags of plot that no other verb has, in the groups of its help.

import ArgumentParser
import SoftmaxRegression
import SoftmaxWorkflow

extension PlotCommand {
  struct OutputArguments: ParsableArguments {
    @Option(
      name: .shortAndLong, help: ArgumentHelp("The file to draw into, .png or .svg.", valueName: "file"),
      completion: .file())
    var output: String

    @Flag(help: "Open the file in the system's viewer.")
    var open = false

    @Flag(help: "confusion: show shares of the true class in percent, not numbers of samples.")
    var shares = false
  }

  struct SampleArguments: ParsableArguments {
    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "gallery: the number of samples, from the first one on unless --sort or --seed says otherwise (default: 12).",
        valueName: "n"), transform: NumberArgument.whole)
    var count: Int?

    @Option(
      help: ArgumentHelp("gallery: only samples that were predicted wrong, or right.", valueName: "outcome"))
    var only: SampleSelection.Outcome?

    @Option(
      help: ArgumentHelp("gallery: confidence shows the most probable predictions first.", valueName: "order"))
    var sort: SampleSelection.Order?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("gallery: draw samples at random, with this seed.", valueName: "n"),
      transform: NumberArgument.natural)
    var seed: UInt64?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "gallery: the number of pictures in a row (default: a balanced grid).", valueName: "n"),
      transform: NumberArgument.whole)
    var columns: Int?
  }

  /// A chart by its name.
  static func chart(_ text: String) throws -> Plot {
    guard let plot = Plot.named(text) else {
      let names = Plot.all.map(\.name)
      let nearest = NearestName.nearest(to: text, among: names).map { ", did you mean \($0)?" } ?? ""
      throw ValidationError("'\(text)' is no chart: expected \(names.joined(separator: ", "))\(nearest)")
    }
    return plot
  }

  /// The charts in lines for the help text.
  static var chartList: String {
    let width = (Plot.all.map(\.name.count).max() ?? 0) + 2
    return Plot.all.map { plot in
      "  " + plot.name + String(repeating: " ", count: width - plot.name.count) + plot.summary
    }.joined(separator: "\n")
  }
}
