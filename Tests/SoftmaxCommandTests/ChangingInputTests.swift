// Data that another program changes while the command works on it.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct ChangingInputTests {
  private let folder: TemporaryDirectory
  private let images = "x-images-idx3-ubyte"

  init() throws {
    folder = try TemporaryDirectory()
    var numbers = MadeNumbers(seed: 1)
    try folder.write(IDXWriter.file(dimensions: [400, 28, 28], elements: numbers.bytes(400 * 784)), to: images)
    try folder.write(
      IDXWriter.labels(numbers.indices(400, below: 10).map { UInt8($0) }), to: "x-labels-idx1-ubyte")
  }

  private func run(_ meanwhile: @escaping (Int32) throws -> Void) throws -> WatchedRun {
    try WatchedRun(
      ["train", images, "--epochs", "1000000", "-o", "m.safetensors"], in: folder.path, meanwhile: meanwhile)
  }

  @Test func aMappedFileThatIsCutShortIsNamed() throws {
    let run = try run { _ in
      try FileHandle(forUpdating: URL(fileURLWithPath: folder.file(images))).truncate(atOffset: 0)
    }
    #expect(run.status == 74)
    let pattern =
      /error: x-images-idx3-ubyte: byte \d+: the file was cut short while it was read: it had 313616 bytes, and now has 0; use a copy that no other program writes to\n/
    #expect(run.errors.contains(pattern), "\(run.errors)")
    #expect(!folder.names.contains("m.safetensors"))
  }

  @Test func aMappedFileThatIsWrittenIntoIsRefused() throws {
    let run = try run { process in
      let handle = try FileHandle(forUpdating: URL(fileURLWithPath: folder.file(images)))
      try handle.seek(toOffset: 1000)
      try handle.write(contentsOf: Data([1, 2, 3]))
      try handle.close()
      kill(process, SIGINT)
    }
    #expect(run.status == 74)
    #expect(
      run.errors.hasSuffix(
        "error: x-images-idx3-ubyte: another program wrote to the file while it was read; wait until it is finished, or "
          + "use a copy\n"))
    #expect(!folder.names.contains { $0.hasPrefix("m.") })
    #expect(!run.output.contains("Trained on"))
  }

  @Test func aMappedFileThatIsReplacedDoesNoHarmAndIsTold() throws {
    let run = try run { process in
      try folder.write([1], to: "new")
      try #require(unsafe rename(folder.file("new"), folder.file(images)) == 0)
      kill(process, SIGINT)
    }
    #expect(run.status == 130)
    #expect(folder.names.contains("m.safetensors"))
    #expect(
      run.errors.hasSuffix("\nnote: \(images) is a new file by now; what was read is the one before it\n"))
  }

  @Test func filesThatTheCommandItselfReplacesAreNotTold() throws {
    for _ in 0..<2 {
      let start = folder.names.contains("n.safetensors") ? ["--start", "n.safetensors"] : []
      let run = try CommandRun(["train", "iris", "-o", "n.safetensors"] + start, in: folder.path)
      #expect(run.status == 0 && !run.errors.contains("note: "), "\(run.errors)")
      let search = try CommandRun(["tune", "iris", "--count", "2", "--sweep", "s.json"], in: folder.path)
      #expect(search.status == 0 && !search.errors.contains("note: "), "\(search.errors)")
    }
  }

  /// A fault that is none of our files' has the system's answer.
  @Test func aBusErrorOfAnotherKindEndsTheProcessAsEver() throws {
    let run = try run { process in kill(process, SIGBUS) }
    #expect(run.status == -SIGBUS)
    #expect(!run.errors.contains("error: "))
  }

  @Test func aTableThatGrowsWhileItIsReadIsRefused() throws {
    // More than are read at once. What is printed is not read on until the table has changed, so that the command has to
    // wait before it comes to the rest.
    let rows = (0..<100_000).map { "\($0),\($0 % 7),\($0 % 2 == 0 ? "a" : "b")" }
    try folder.write(Array((["x,y,z"] + rows).joined(separator: "\n").utf8), to: "t.csv")
    try folder.write(Array((["x,y,z"] + rows.prefix(1000)).joined(separator: "\n").utf8), to: "few.csv")
    #expect(try CommandRun(["train", "few.csv", "-o", "t.safetensors"], in: folder.path).status == 0)
    let run = try WatchedRun(
      ["predict", "t.safetensors", "t.csv", "--format", "csv"], in: folder.path,
      script: """
        ( "$0" "$@"; echo "status $?" >&2 ) \
          | { read line; echo "$line"; until [ -e changed ]; do sleep 0.05; done; cat >rest; }
        """
    ) { _ in
      let handle = try FileHandle(forUpdating: URL(fileURLWithPath: folder.file("t.csv")))
      _ = try handle.seekToEnd()
      try handle.write(contentsOf: Data("\n1,2,a\n".utf8))
      try handle.close()
      try folder.write([], to: "changed")
    }
    #expect(run.errors.hasPrefix("error: t.csv: the file changed while it was read: it had "), "\(run.errors)")
    #expect(run.errors.hasSuffix("\nstatus 74\n"))
  }
}
