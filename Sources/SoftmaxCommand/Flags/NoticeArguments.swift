// The flag of every verb that tells something beside its result.

import ArgumentParser

struct NoticeArguments: ParsableArguments {
  @Flag(
    name: .shortAndLong,
    help: "Tell nothing beside results and errors: no notes, no warnings, no progress.")
  var quiet = false
}

/// A verb that can be told to be quiet.
protocol NotifyingCommand: ParsableCommand {
  var notices: NoticeArguments { get }
}
