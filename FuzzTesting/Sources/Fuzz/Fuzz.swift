// What libFuzzer's main calls. The command line names the reader: `Fuzz --reader=idx CORPUS...`, then libFuzzer's flags.

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// libFuzzer leaves arguments with two dashes alone, and hands them on to the processes that it starts itself.
private let option = "--reader="

private let reader = CommandLine.arguments.first { $0.hasPrefix(option) }
  .flatMap { Reader(rawValue: String($0.dropFirst(option.count))) }

/// Called once, before anything else: without a reader, prints the names of all, and ends.
@_cdecl("LLVMFuzzerInitialize")
func initialize(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>
) -> CInt {
  if reader != nil { return 0 }
  for reader in Reader.allCases { print(reader.rawValue) }
  exit(CommandLine.arguments.dropFirst() == ["--list"] ? 0 : 64)
}

/// Called with each input.
@_cdecl("LLVMFuzzerTestOneInput")
func run(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  run(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

/// Bytes are read, or refused by one of the errors that are for people.
private func run(_ bytes: [UInt8]) {
  do {
    _ = try reader?.read(bytes)
  } catch {
    fatalError("an error of another kind: \(error)")
  }
}
