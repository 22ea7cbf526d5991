// softmax cache: the tables that were kept for the next fit.

import ArgumentParser
import SoftmaxFiles
import SoftmaxWorkflow

struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache",
    abstract: "List and remove the tables that are kept for the next fit.",
    discussion: """
      A table that does not fit into memory (--max-memory) is kept as numbers in the cache folder, so that its text is \
      read once. Another text, other options and another release have their own; nothing is removed by itself.

      Example:
        softmax cache list
      """,
    subcommands: [List.self, Clear.self],
    defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List the tables that are kept.",
      discussion: """
        Example:
          softmax cache list
        """)

    @OptionGroup var folderArguments: FolderArguments

    @Flag(help: "Print the list as one JSON document.")
    var json = false

    func run() throws {
      let list = TableCacheList(cacheFolder: folderArguments.cacheFolder)
      if json { return try JSONOutput.print(list.document) }
      StandardStream.output.write(list.text)
    }
  }

  struct Clear: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "clear",
      abstract: "Remove the tables that are kept.",
      discussion: """
        Fetched datasets stay. A fit that reads one of the tables goes on.

        Example:
          softmax cache clear
        """)

    @OptionGroup var folderArguments: FolderArguments

    @Flag(help: "Print the result as one JSON document.")
    var json = false

    func run() throws {
      let clearing = try TableCacheClearing(cacheFolder: folderArguments.cacheFolder)
      if json { return try JSONOutput.print(clearing.document) }
      StandardStream.output.write(clearing.text)
    }
  }

  struct FolderArguments: ParsableArguments {
    @Option(
      name: .customLong("cache-dir"),
      help: ArgumentHelp(
        "The cache folder (default: SOFTMAX_CACHE, else the system's cache folder).", valueName: "folder"),
      completion: .directory)
    var cacheFolder: String?
  }
}
