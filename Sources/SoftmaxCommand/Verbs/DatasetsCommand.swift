// softmax datasets: what is known by name, and whether it is here.

import ArgumentParser
import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxWorkflow

struct DatasetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "datasets",
    abstract: "List, fetch and verify the datasets that have a name.",
    discussion: """
      Example:
        softmax datasets fetch fashion-mnist
      """,
    subcommands: [List.self, Fetch.self, Verify.self],
    defaultSubcommand: List.self)

  /// The entry of that name, or a failure with the nearest one.
  fileprivate static func entry(named name: String) throws -> CatalogueEntry {
    if let entry = Catalogue.entry(named: name) { return entry }
    let known = Catalogue.all.map(\.name)
    let hint =
      NearestName.nearest(to: name, among: known).map { "did you mean '\($0)'?" }
      ?? "the datasets are \(known.joined(separator: ", "))"
    throw CommandFailure(.noInput, "'\(name)' is not a dataset; \(hint)")
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List the datasets.",
      discussion: """
        Example:
          softmax datasets list
        """)

    @Flag(help: "Print the list as one JSON document.")
    var json = false

    func run() throws {
      let list = DatasetList()
      if json { return try JSONOutput.print(list.document) }
      StandardStream.output.write(list.text)
    }
  }

  struct Fetch: NotifyingCommand {
    static let configuration = CommandConfiguration(
      commandName: "fetch",
      abstract: "Fetch a dataset into the cache, verified.",
      discussion: """
        Looked for in this order: --data-dir, the cache (SOFTMAX_CACHE, else the system's cache folder), \
        Debian's package where it is installed (XDG_DATA_DIRS), the official address and a mirror, Debian's archive.

        Example:
          softmax datasets fetch fashion-mnist
        """)

    @Argument(help: "The dataset's name.")
    var name: String

    @Flag(help: "Print the result as one JSON document.")
    var json = false

    @OptionGroup var dataArguments: DataArguments

    @OptionGroup var notices: NoticeArguments

    func run() throws {
      let fetch = try DatasetFetch(
        DatasetsCommand.entry(named: name), options: dataArguments.fetchOptions())
      if json { return try JSONOutput.print(fetch.document) }
      StandardStream.output.write(fetch.text)
    }
  }

  struct Verify: NotifyingCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify",
      abstract: "Hash the cached files anew and compare them with what was published.",
      discussion: """
        Exit code 0 where every file is what it should be, 1 where one is missing or damaged.

        Example:
          softmax datasets verify fashion-mnist
        """)

    @Argument(help: "The dataset's name (default: all of them).")
    var name: String?

    @Flag(help: "Print the result as one JSON document.")
    var json = false

    @OptionGroup var notices: NoticeArguments

    func run() throws {
      let datasets = try name.map { [try DatasetsCommand.entry(named: $0)] } ?? Catalogue.all
      let verification = DatasetVerification(of: datasets)
      if json {
        try JSONOutput.print(verification.document)
      } else if verification.files.isEmpty {
        StandardStream.output.write("\(name?.printable() ?? "everything") is embedded: nothing to verify\n")
      } else {
        for file in verification.files {
          StandardStream.output.write("\(file.dataset)/\(file.name): \(file.finding)\n")
        }
      }
      if !verification.isGood {
        let name = name ?? Catalogue.fashionMNIST.name
        Notice.write("softmax datasets fetch \(name) replaces what is not right\n")
        throw ExitCode.failure
      }
    }
  }
}
