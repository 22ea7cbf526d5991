// Which data a certificate is of: that which is kept, where numbers had to be rounded for it.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct DataAsKeptTests: RunsInFolder {
  let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private static let clause = " on the data as kept (Float32)"

  /// Whether the clause stands behind the certificate in the answers of train, inspect and verify, which agree.
  private func saysSo(_ data: [String], sourceLocation: SourceLocation = #_sourceLocation) throws -> Bool {
    let answers = [
      (try run(["train"] + data + ["-o", "m.safetensors"]), "Certified: no weights have ", "."),
      (try run(["inspect", "m.safetensors"]), "certified gap  ", ""),
      (try run(["verify", "m.safetensors"] + data), "yes: the certificate of ", ""),
    ].map { run, start, end -> Bool? in
      let line = run.lines.first { $0.hasPrefix(start) }
      #expect(line != nil, "\(run.output)\(run.errors)", sourceLocation: sourceLocation)
      return line.map { $0.hasSuffix(Self.clause + end) }
    }
    #expect(Set(answers).count == 1, "\(answers)", sourceLocation: sourceLocation)
    return answers[0] == true
  }

  private func write(_ values: [Double], _ type: String, to name: String) throws -> [String] {
    let data =
      switch type {
      case "<f4": values.flatMap { NPYWriter.bytes(of: Float($0).bitPattern) }
      case "<f8": values.flatMap { NPYWriter.bytes(of: $0.bitPattern) }
      case "<i8": values.flatMap { NPYWriter.bytes(of: Int64($0)) }
      default: values.map { UInt8($0) }
      }
    try folder.write(NPYWriter.file(type, shape: [values.count / 2, 2], data: data), to: name)
    try folder.write(NPYWriter.integers((0..<values.count / 2).map { Int64($0 % 2) }), to: "y.npy")
    return [name, "--labels", "y.npy"]
  }

  @Test func itIsSaidOfTablesWithNumbersAndNotOfWordsAlone() throws {
    let rows = (0..<40).map { "0.\($0 * 37 % 10)1,\(["a", "b"][$0 * 7 % 5 % 2]),\(["x", "y"][$0 % 2])\n" }
    try write("size,word,label\n" + rows.joined(), to: "t.csv")
    #expect(try saysSo(["t.csv"]))
    try write(
      "word,label\n" + rows.map { $0.split(separator: ",").dropFirst().joined(separator: ",") }.joined(),
      to: "w.csv")
    #expect(try !saysSo(["w.csv"]))
  }

  @Test func ofArraysItIsSaidWhereANumberWasRounded() throws {
    let sixteenths = (0..<80).map { Double($0 * 37 % 11) / 16 }
    let tenths = (0..<80).map { Double($0 * 37 % 11) / 10 }
    let whole = (0..<80).map { Double($0 * 37 % 11) }
    #expect(try saysSo(write(tenths, "<f8", to: "a.npy")))
    #expect(try !saysSo(write(sixteenths, "<f8", to: "b.npy")))
    #expect(try !saysSo(write(tenths, "<f4", to: "c.npy")))
    #expect(try !saysSo(write(whole, "|u1", to: "d.npy")))
    #expect(try !saysSo(write(whole, "<i8", to: "e.npy")))
    // 24 bits are not enough for this one, though for all others.
    #expect(try saysSo(write([16_777_217] + whole.dropFirst(), "<i8", to: "f.npy")))
  }

  @Test func ofPicturesNothingNeedsToBeSaid() throws {
    #expect(try !saysSo(["digits"]))
  }

  @Test func whatAFileSaysOfItIsListedAsUnchecked() throws {
    let data = try write((0..<80).map { Double($0 * 37 % 11) / 10 }, "<f8", to: "a.npy")
    #expect(try run(["train"] + data + ["-o", "m.safetensors"]).status == 0)
    #expect(try run(["verify", "m.safetensors"] + data).output.contains("training.dataIsRounded ("))
  }
}
