// What the command does where the system gives it less than it wants: memory, threads.

import Foundation
import SoftmaxFiles
import SoftmaxTestSupport
import Testing

#if os(Linux)
  @Suite struct LimitTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    /// 400 MB of addresses: the command itself takes less than half of them, on one thread.
    private static let little = "ulimit -v 400000"

    private func run(_ arguments: [String], under preparation: String = little) throws -> LimitedRun {
      try LimitedRun(preparation, arguments, in: folder.path)
    }

    private func write(_ text: String, to name: String) throws {
      try folder.write(Array(text.utf8), to: name)
    }

    /// A file that takes no room on the disk: a header of numpy's, and zeros.
    private func writeZeros(_ type: String, shape: [Int], byteCount: Int, to name: String) throws {
      let shapeText = shape.map(String.init).joined(separator: ", ")
      var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(shapeText),), }"
      text += String(repeating: " ", count: 118 - 1 - text.utf8.count) + "\n"
      let header = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(text.utf8)
      let path = try folder.write(header, to: name)
      let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
      try file.truncate(atOffset: UInt64(header.count + byteCount))
      try file.close()
    }

    @Test func littleMemoryIsEnoughForLittleData() throws {
      let run = try run(["train", "iris", "--threads", "1", "-o", "m.safetensors"])
      #expect(run.status == 0, "\(run.errors)")
      #expect(FileManager.default.fileExists(atPath: folder.path + "/m.safetensors"))
    }

    @Test func numbersThatWouldNotFitWhenConvertedAreRefusedBeforeTheyAre() throws {
      // 80 MB of bytes that are mapped, and 320 MB as the Float32 that a fit reads.
      try writeZeros("|i1", shape: [80_000, 1000], byteCount: 80_000_000, to: "x.npy")
      try write(String(repeating: "a\nb\n", count: 40_000), to: "y.txt")
      for arguments in [["train", "x.npy", "--labels", "y.txt"], ["tune", "x.npy", "--labels", "y.txt"]] {
        let run = try run(arguments + ["--threads", "1"])
        #expect(run.status == 71, "\(run.errors)")
        #expect(run.errors.contains("error: x.npy: the array in memory would take 305 MiB, but only "))
        #expect(run.errors.contains("more can be had within the limit on its addresses; use a part of it, or"))
        #expect(run.errors.contains("(ulimit -v)"))
      }
    }

    @Test func aTableThatWouldNotFitIsRefusedFromItsBeginning() throws {
      // A number of one digit, two bytes in the text, is four in memory. The beginning that is looked at is a mebibyte.
      let row = String(repeating: "1,", count: 99) + "a\n" + String(repeating: "2,", count: 99) + "b\n"
      let path = try folder.write(Array(String(repeating: row, count: 4000).utf8), to: "t.csv")
      // The rest is a hole: were it read, its bytes would be an error of their own.
      let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
      try file.truncate(atOffset: 2_000_000_000)
      try file.close()
      for verb in ["train", "tune"] {
        let run = try run([verb, "t.csv", "--threads", "1"])
        #expect(run.status == 71, "\(run.errors)")
        #expect(run.errors.contains("error: t.csv: its about "), "\(run.errors)")
        #expect(run.errors.contains(" rows would take "))
      }
    }

    @Test func manyCategoriesTakeTheMemoryOfTheirEntries() throws {
      let rows = (0..<12_000).map { "w\($0),\($0 % 2 == 0 ? "a" : "b")\n" }
      try write("c,y\n" + rows.joined(), to: "t.csv")
      // One iteration takes all the memory that more would.
      let run = try run([
        "train", "t.csv", "--columns", "c=category", "--threads", "1", "--max-iterations", "1",
      ])
      // Dense they would take 549 MiB, more than there is.
      #expect(run.status == 0, "\(run.errors)")
    }

    @Test func aFileThatCannotBeMappedAndWouldNotFitIsRefused() throws {
      try writeZeros("<f4", shape: [100_000, 1000], byteCount: 400_000_000, to: "x.npy")
      let run = try run(["data", "x.npy"])
      #expect(run.status == 71, "\(run.errors)")
      #expect(run.errors.contains("error: x.npy: its content would take 381 MiB, but only "))
    }

    @Test func aPipeThatBringsMoreThanFitsIsRefused() throws {
      let run = try run(["data", "-"], under: "ulimit -v 400000; exec </dev/zero")
      #expect(run.status == 71, "\(run.errors)")
      #expect(run.errors.contains("error: standard input: its content, of which "), "\(run.errors)")
    }

    @Test func aMethodThatWouldNotFitIsRefusedBeforeItsFirstPass() throws {
      let header = (0..<90).map { "f\($0)," }.joined() + "y\n"
      let rows = (0..<200).map { row in
        (0..<90).map { column in "\((row * 31 + column * 17) % 101)," }.joined() + "k\(row % 100)\n"
      }
      try write(header + rows.joined(), to: "t.csv")
      let run = try run(["train", "t.csv", "--solver", "lbfgs", "--curvature", "pairs", "--threads", "1"])
      #expect(run.status == 71, "\(run.errors)")
      #expect(
        run.errors.contains("error: the method lbfgs would take "), "\(run.errors)")
      #expect(run.errors.contains("lbfgs with the curvature gram, or sgd, or raise the limit (ulimit -v)"))
    }

    @Test func memoryThatRunsOutInTheMiddleIsAnErrorAndNoCrash() throws {
      // So little that something fails, sooner or later: what it is does not matter, how it ends does.
      for limit in stride(from: 100_000, through: 240_000, by: 35_000) {
        let run = try run(
          ["train", "digits", "--solver", "lbfgs", "--threads", "2"], under: "ulimit -v \(limit)")
        // 127: the system itself could not load the command.
        #expect([0, 71, 74, 127].contains(run.status), "\(limit): \(run.status) \(run.errors)")
        if run.status != 0 { #expect(!run.errors.isEmpty) }
      }
    }
  }
#endif
