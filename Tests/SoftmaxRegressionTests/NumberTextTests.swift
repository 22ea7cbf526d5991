// Numbers as people read them.

import SoftmaxRegression
import Testing

@Suite struct NumberTextTests {
  private static let significant: [(Double, String)] = [
    (0.37792419, "0.378"), (3e-5, "3.00e-5"), (0.0004, "0.000400"), (1.2345, "1.23"), (12.345, "12.3"),
    (123_456.7, "123457"), (1_234_567, "1.23e6"), (0, "0"), (-0.0, "0"), (-0.01234, "-0.0123"),
    (9.996e-7, "1.00e-6"), (0.9996, "1.00"), (0.00009999, "0.000100"), (999_999.6, "1.00e6"),
    (.leastNonzeroMagnitude, "4.94e-324"), (-1.5e300, "-1.50e300"), (.nan, "nan"), (-.infinity, "-inf"),
  ]

  @Test(arguments: significant)
  func threeDigitsAreSignificant(_ value: Double, _ text: String) {
    #expect(NumberText.significant(value) == text)
  }

  @Test func moreDigitsWhereTheyAreAskedFor() {
    #expect(NumberText.significant(0.0008310, digits: 4) == "0.0008310")
    #expect(NumberText.significant(3.14159, digits: 1) == "3")
    #expect(NumberText.significant(2.5e-9, digits: 1) == "3e-9")
  }

  private static let decimals: [(Double, Int, String)] = [
    (0.447, 3, "0.447"), (0.0014, 3, "0.001"), (2.3026, 3, "2.303"), (0.0009, 3, "0.000900"),
    (3e-5, 3, "3.00e-5"), (0, 3, "0.000"), (0.4521, 4, "0.4521"), (0.00042, 4, "0.000420"),
    (0.350871, 6, "0.350871"), (0.0000123, 6, "1.23e-5"), (-0.004, 2, "-0.00400"), (-0.35, 2, "-0.35"),
  ]

  @Test(arguments: decimals)
  func decimalsGiveWayWhereTheyWouldHideTheNumber(_ value: Double, _ places: Int, _ text: String) {
    #expect(NumberText.decimal(value, places: places) == text)
  }

  private static let shares: [(Double, String)] = [
    (0.848, "0.848"), (1, "1.000"), (0, "0.000"), (0.9994, "0.999"), (0.9997, "0.9997"), (0.99996, "0.99996"),
    (0.9999999, "0.9999999"), (1 - 0x1p-53, "0.9999999999999999"), (0.0004, "0.000400"), (2e-7, "2.00e-7"),
  ]

  @Test(arguments: shares)
  func onlyAllAreAllAndOnlyNoneAreNone(_ share: Double, _ text: String) {
    #expect(NumberText.share(share) == text)
  }

  @Test func percentagesToo() {
    #expect(NumberText.percent(0.1975) == "19.8" && NumberText.percent(1) == "100.0")
    #expect(NumberText.percent(0.99999) == "99.999" && NumberText.percent(3e-6) == "0.000300")
    #expect(NumberText.percent(0.996, places: 0) == "99.6" && NumberText.percent(0, places: 0) == "0")
  }

  @Test func linesOfEpochsAreAsInTheTutorialUnlessALossIsTiny() {
    func line(_ loss: Double, _ train: Double, _ test: Double?) -> String {
      EpochRecord(epoch: 10, trainLoss: loss, trainAccuracy: train, testAccuracy: test, seconds: 1).description
    }
    #expect(line(0.4468, 0.8479, 0.83) == "epoch 10, train loss 0.447, train acc 0.848, test acc 0.830")
    #expect(line(0.0014, 1, 1) == "epoch 10, train loss 0.001, train acc 1.000, test acc 1.000")
    #expect(line(3e-5, 0.9999, nil) == "epoch 10, train loss 3.00e-5, train acc 0.9999")
  }
}
