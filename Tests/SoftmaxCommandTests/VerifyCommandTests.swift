// softmax verify, run as a process.

import Foundation
import SoftmaxFormats
import SoftmaxTestSupport
import Testing

@Suite struct VerifyCommandTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    #expect(try run(["train", "iris", "-o", "m.safetensors"]).status == 0)
  }

  private func run(_ arguments: [String]) throws -> CommandRun { try CommandRun(arguments, in: folder.path) }

  @Test func aTrueCertificateIsAnsweredWithYes() throws {
    let answer = try run(["verify", "m.safetensors", "iris"])
    #expect(answer.status == 0)
    #expect(
      answer.output.hasPrefix("yes: the certificate of m.safetensors holds on iris:train: its objective is "))
    #expect(answer.output.contains("no weights have one smaller by more than "))
    #expect(answer.lines.count == 3 && answer.errors.isEmpty)
    // What was believed is said, with the reason.
    #expect(
      answer.lines[1].hasPrefix(
        "not checked: producer (nothing tells what wrote the file); training.data (a name, "))
    #expect(
      answer.lines[1].contains(
        "training.fullBatch, training.history (how the fit went: only the same fit again would tell)"))
    #expect(!answer.lines[1].contains("evaluation (") && !answer.lines[1].contains("standard"))
    #expect(
      try run(["verify", "m.safetensors", "iris:train", "--threads", "1", "--kernels", "scalar"]).status == 0)
  }

  @Test func theDocumentHoldsBothCertificatesAndTheyAgreeToTheBit() throws {
    let answer = try run(["verify", "m.safetensors", "iris", "--json"])
    #expect(answer.status == 0)
    let document = try answer.json()
    #expect(document["verified"] as? Bool == true)
    let stored = try #require(document["stored"] as? [String: Double])
    let recomputed = try #require(document["recomputed"] as? [String: Double])
    #expect(stored == recomputed)
    #expect(Set(stored.keys) == ["objective", "logLoss", "accuracy", "gradientMax", "certifiedGap"])
    #expect((document["differences"] as? [Any])?.isEmpty == true)
    let unchecked = try #require(document["notChecked"] as? [[String: String]])
    #expect(unchecked.contains { $0["field"] == "training.seed" && $0["reason"]?.isEmpty == false })
  }

  @Test func aFitWithAnL1PenaltyTellsItsZerosAndIsVerified() throws {
    let fit = try run(["train", "iris", "--l1", "0.01", "-o", "l1.safetensors"])
    #expect(fit.status == 0)
    #expect(fit.output.contains("L1 0.01000"))
    #expect(fit.output.contains("Nonzero weights 5 of 12."))
    let document = try run(["train", "iris", "--l1", "0.01", "--l2", "0.001", "--json"]).json()
    #expect(document["l1Penalty"] as? Double == 0.01)
    #expect(document["l2Penalty"] as? Double == 0.001)
    #expect(document["nonzeroWeights"] as? Int != nil)
    #expect(document["solver"] as? String == "proximal-newton")
    #expect(try run(["verify", "l1.safetensors", "iris"]).status == 0)
    let card = try run(["inspect", "l1.safetensors"]).output
    #expect(card.contains("5 of 12") && card.contains("L1 0.01"))
    let refused = try run(["train", "iris", "--l1", "0.01", "--solver", "lbfgs"])
    #expect(refused.status == 64)
    #expect(refused.errors.contains("proximal-newton"))
    let negative = try run(["train", "iris", "--l1", "-1"])
    #expect(negative.status == 64 && negative.errors.hasPrefix("error: --l1 must be at least 0"))
  }

  @Test(arguments: ["iris:test", "iris:all", "digits"])
  func otherDataIsAnsweredWithNo(_ data: String) throws {
    let answer = try run(["verify", "m.safetensors", data])
    #expect(answer.status == 1)
    #expect(answer.output.hasPrefix("no: "))
    #expect(
      answer.output.contains("is not the data that m.safetensors was trained on, iris:train (120 samples"))
    let document = try run(["verify", "m.safetensors", data, "--json"])
    #expect(document.status == 1)
    #expect(try document.json()["verified"] as? Bool == false)
    #expect(try document.json()["recomputed"] is NSNull)
  }

  @Test(arguments: [0, 2, 3])
  func aChangedWeightIsAnsweredWithNo(_ byte: Int) throws {
    var bytes = try #require(folder.content("m.safetensors")).map { $0 }
    let start = 8 + bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    // Of the second weight: its last bit, one in its middle, its sign.
    bytes[start + 4 + byte] ^= byte == 3 ? 0x80 : 0x01
    try folder.write(bytes, to: "m.safetensors")
    let answer = try run(["verify", "m.safetensors", "iris"])
    #expect(answer.status == 1)
    #expect(answer.output.hasPrefix("no: the weights in m.safetensors are not those "))
  }

  @Test func aModelWithoutACertificateIsAnsweredWithNo() throws {
    #expect(try run(["train", "iris", "--epochs", "1", "-o", "sgd.safetensors"]).status == 0)
    let unpenalised = try run(["verify", "sgd.safetensors", "iris"])
    #expect(unpenalised.status == 1)
    #expect(
      unpenalised.output.contains("it was trained without a penalty") && unpenalised.output.contains("--l2"))
    // The rest is compared all the same.
    #expect(unpenalised.output.hasSuffix("; all else in it that the data can tell is true\n"))
    let file = try ModelFile(contentsOf: folder.file("m.safetensors"))
    try file.model.write(to: folder.file("bare.safetensors"))
    let bare = try run(["verify", "bare.safetensors", "iris"])
    #expect(bare.status == 1)
    #expect(bare.output.hasPrefix("no: bare.safetensors has no record of its fit"))
  }

  @Test func aStochasticFitWithAPenaltyIsVerifiedToo() throws {
    #expect(try run(["train", "digits", "--epochs", "1", "--l2", "0.01", "-o", "d.safetensors"]).status == 0)
    #expect(try run(["verify", "d.safetensors", "digits"]).status == 0)
  }

  @Test func aHoldoutIsLeftOutAgain() throws {
    let train = ["train", "iris:all", "--holdout", "0.2", "--seed", "5", "-o", "h.safetensors"]
    #expect(try run(train).status == 0)
    #expect(try run(["verify", "h.safetensors", "iris:all", "--holdout", "0.2"]).status == 0)
    // The file says what was kept out.
    #expect(try run(["verify", "h.safetensors", "iris:all"]).status == 0)
    #expect(try run(["verify", "h.safetensors", "iris:all", "--holdout", "0.3"]).status == 1)
  }

  @Test(arguments: [
    (["verify", "m.safetensors", "iris", "--holdout", "1"], 64, "--holdout must be a share between 0 and 1"),
    (["verify", "none.safetensors", "iris"], 66, "none.safetensors: cannot be opened"),
    (["verify", "m.safetensors", "irs"], 66, "did you mean 'iris'?"),
    (["verify", "m.safetensors"], 64, "Missing expected argument '<data>'"),
  ])
  func whatCannotBeDoneIsSaidInOneLine(_ arguments: [String], _ status: Int32, _ part: String) throws {
    let result = try run(arguments)
    #expect(result.status == status)
    #expect(result.errors.contains(part), "\(result.errors)")
    #expect(result.output.isEmpty && result.errors.split(separator: "\n").count == 1)
  }
}
