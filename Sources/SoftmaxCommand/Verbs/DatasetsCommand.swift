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

    struct Document: Encodable {
      struct Entry: Encodable {
        let name: String
        let summary: String
        let provenance: String
        let trainCount: Int
        let testCount: Int
        let featureCount: Int
        let classes: [String]
        let available: Bool
      }
      let cache: String
      let datasets: [Entry]
    }

    func run() throws {
      if json {
        return try JSONOutput.print(
          Document(
            cache: CacheFolder.standard,
            datasets: Catalogue.all.map { entry in
              Document.Entry(
                name: entry.name, summary: entry.summary, provenance: entry.provenance,
                trainCount: entry.sampleCounts.train, testCount: entry.sampleCounts.test,
                featureCount: entry.featureCount, classes: entry.classNames,
                available: Self.isHere(entry))
            }))
      }
      var table = TextTable([
        ("name", .left), ("train", .right), ("test", .right), ("features", .right),
        ("classes", .right), ("here", .left), ("what", .left),
      ])
      for entry in Catalogue.all {
        table.add([
          entry.name, Wording.count(entry.sampleCounts.train),
          Wording.count(entry.sampleCounts.test), "\(entry.featureCount)",
          "\(entry.classNames.count)",
          entry.isEmbedded ? "embedded" : Self.isHere(entry) ? "cached" : "no",
          entry.summary,
        ])
      }
      StandardStream.output.write(table.text)
    }

    private static func isHere(_ entry: CatalogueEntry) -> Bool {
      entry.cachedFiles(rehash: false).allSatisfy { $0.finding == .verified }
    }
  }

  struct Fetch: ParsableCommand {
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

    struct Document: Encodable {
      let name: String
      let trainCount: Int
      let testCount: Int
      let folder: String?
    }

    func run() throws {
      let entry = try DatasetsCommand.entry(named: name)
      try entry.checkCache()
      let parts = try entry.load(options: dataArguments.fetchOptions())
      if let lost = entry.cachedFiles(rehash: false).first(where: { $0.finding != .verified }) {
        throw CommandFailure(
          .cannotCreate,
          "\(lost.name) was found but could not be kept in \(CacheFolder.standard); set SOFTMAX_CACHE to a "
            + "folder that you may write to")
      }
      let folder = entry.isEmbedded ? nil : CacheFolder.standard + "/" + entry.name
      if json {
        return try JSONOutput.print(
          Document(
            name: name, trainCount: parts.train.sampleCount, testCount: parts.test.sampleCount,
            folder: folder))
      }
      StandardStream.output.write(
        "\(name): \(Wording.count(parts.train.sampleCount)) + "
          + "\(Wording.count(parts.test.sampleCount)) samples, "
          + (folder.map { "verified, in \($0.printablePath)" } ?? "embedded, nothing to fetch") + "\n")
    }
  }

  struct Verify: ParsableCommand {
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

    struct Document: Encodable {
      struct File: Encodable {
        let dataset: String
        let file: String
        let finding: String
      }
      let verified: Bool
      let files: [File]
    }

    func run() throws {
      let entries = try name.map { [try DatasetsCommand.entry(named: $0)] } ?? Catalogue.all
      var rows: [Document.File] = []
      var isGood = true
      for entry in entries where !entry.isEmbedded {
        for file in entry.cachedFiles(rehash: true) {
          let finding: String
          switch file.finding {
          case .verified: finding = "verified"
          case .missing: finding = "missing"
          case .damaged(let problem): finding = "damaged: \(problem)"
          }
          isGood = isGood && file.finding == .verified
          rows.append(.init(dataset: entry.name, file: file.name, finding: finding))
        }
      }
      if json {
        try JSONOutput.print(Document(verified: isGood, files: rows))
      } else if rows.isEmpty {
        StandardStream.output.write("\(name?.printable() ?? "everything") is embedded: nothing to verify\n")
      } else {
        for row in rows {
          StandardStream.output.write("\(row.dataset)/\(row.file): \(row.finding)\n")
        }
      }
      if !isGood {
        let name = name ?? Catalogue.fashionMNIST.name
        StandardStream.error.write("softmax datasets fetch \(name) replaces what is not right\n")
        throw ExitCode.failure
      }
    }
  }
}
