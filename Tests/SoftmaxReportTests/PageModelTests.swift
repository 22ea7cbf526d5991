// The model that a page scores.

import SoftmaxRegression
@testable import SoftmaxReport
import Testing

@Suite struct PageModelTests {
  private func model(classCount: Int, featureCount: Int, needsOffsets: Bool = false) throws -> SoftmaxModel {
    SoftmaxModel(
      parameters: Parameters(
        weights: (0..<classCount * featureCount).map { Float($0) / 8 - 1 },
        bias: [Float](repeating: 0.5, count: classCount)),
      classes: try ClassVocabulary(names: (0..<classCount).map { "c\($0)" }),
      input: .vector(featureCount: featureCount), needsOffsets: needsOffsets)
  }

  @Test func aModelOfMoreThanAMebibyteIsLeftOut() throws {
    #expect(PageModel.reason(against: try model(classCount: 300, featureCount: 600)) == nil)
    let reason = try #require(PageModel.reason(against: model(classCount: 300, featureCount: 700)))
    #expect(reason.contains("more than 1 MB"))
  }

  @Test func aModelWithOffsetsIsLeftOut() throws {
    #expect(PageModel.reason(against: try model(classCount: 2, featureCount: 3, needsOffsets: true)) != nil)
  }

  @Test func weightsAreLittleEndianFloats() throws {
    let text = PageModel(try model(classCount: 2, featureCount: 1), preparation: nil).json.text
    // -1 and -0.875: struct.pack("<2f", -1, -0.875) in base64.
    #expect(text.contains("\"weights\":\"AACAvwAAYL8=\""))
  }
}
