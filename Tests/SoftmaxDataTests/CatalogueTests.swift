// The embedded datasets are what they are said to be.

@testable import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct CatalogueTests {
  @Test func theDigitsAreThoseOfScikitLearn() throws {
    // The SHA-256 of digits.csv.gz of scikit-learn 1.9.1 as bytes: 64 intensities and the label, 1797 times.
    #expect(
      SHA256.hexDigest(of: try Digits.payload())
        == "68aea062d35a127749050fa0e52dca09d6569ac08092c925610e0954e172dde2")
    let all = try Digits.load()
    #expect(all.classCounts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    #expect(all.features.input == .image(shape: [8, 8], maximum: 16))
    // The first picture is a zero; its third pixel has intensity 5 of 16.
    #expect(all.label(0) == "0")
    #expect(all.features.row(0)[2] == 5.0 / 16)
  }

  @Test func theIrisesAreTheCorrectedOnes() throws {
    let all = try Iris.load()
    #expect(all.classCounts == [50, 50, 50])
    #expect(all.classes.names == ["setosa", "versicolor", "virginica"])
    // Rows 35 and 38, which UCI's file has wrong.
    #expect(all.features.row(34) == [4.9, 3.1, 1.5, 0.2])
    #expect(all.features.row(37) == [4.9, 3.6, 1.4, 0.1])
    // The means of scikit-learn's description.
    let means = (0..<4).map { column in
      (0..<150).reduce(0.0) { $0 + Double(all.features.row($1)[column]) } / 150
    }
    #expect(Closeness.largestDifference(means, [5.8433, 3.0573, 3.7580, 1.1993]) < 1e-4)
  }

  @Test(arguments: ["digits", "iris"])
  func theSplitIsStratifiedAndFixed(_ name: String) throws {
    let entry = try #require(Catalogue.entry(named: name))
    let parts = try entry.load()
    #expect(parts.train.sampleCount == entry.sampleCounts.train)
    #expect(parts.test.sampleCount == entry.sampleCounts.test)
    #expect(parts.train.classes.names == entry.classNames)
    #expect(parts.train.featureCount == entry.featureCount)
    let all = try entry.load(.all)
    for (whole, held) in zip(all.classCounts, parts.test.classCounts) {
      #expect(abs(Double(held) - Double(whole) * 0.2) <= 0.5)
    }
    // Which samples they are, as the same generator and shuffle in Python give them. A change here changes
    // what everyone's test part is.
    let split = StratifiedSplit(
      classIndices: try (name == "iris" ? Iris.load() : Digits.load()).classIndices,
      classCount: all.classes.count,
      fraction: 0.2, seed: 0)
    let text = split.heldOut.map(String.init).joined(separator: ",")
    let expected = [
      "digits": "3becaaf539251d2cb68e24952658b4695ebf20a020bc495b49a1e3db9e02e512",
      "iris": "3b10756bf84a9135f7d017953f19d27f033f15270bcca7de159ea5e2cbf15358",
    ]
    #expect(SHA256.hexDigest(of: Array(text.utf8)) == expected[name])
  }
}
