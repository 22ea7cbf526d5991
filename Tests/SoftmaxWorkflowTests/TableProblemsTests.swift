// A table with several problems is refused once, with all of them and what sets all right.

import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxRemedies
import SoftmaxTestSupport
import SoftmaxWorkflow
import Testing

@Suite struct TableProblemsTests {
  private let files: JobFiles

  init() throws { files = try JobFiles() }

  private func error(
    _ text: String, _ change: (inout TrainingDataRequest) -> Void = { _ in }
  ) throws -> (any Error)? {
    let path = try files.write(text, to: "t.csv")
    var request = TrainingDataRequest(try files.source(path))
    change(&request)
    do {
      _ = try TrainingData(request)
      return nil
    } catch {
      return error
    }
  }

  private func problems(_ error: (any Error)?) -> (columns: [[String]], together: [Remedy])? {
    guard case .tableProblems(let problems, _, let together) = error as? WorkflowError else { return nil }
    return (problems.map(\.columns), together)
  }

  private let messy = """
    id;seen;price;amount;size;y
    1;31/01/2024;1,5;1.200;;a
    2;28/02/2024;2,25;900;3;b
    3;28/03/2024;2,5;2.300;4;a
    4;28/04/2024;2,5;8.300,5;4;b

    """

  @Test func allProblemsAreToldAtOnceAndOnePasteSetsThemRight() throws {
    let found = try #require(problems(try error(messy)))
    #expect(found.columns == [["seen"], ["price"], ["amount"], ["size"]])
    #expect(
      found.together == [
        .readNumbers(decimal: ",", thousands: "."), .nameKinds([.init(column: "seen", kind: .date)]),
        .imputeMissing,
      ])
    let after = try error(messy) { request in
      request.table.numberNotation = NumberNotation(decimalMark: ",", thousandsMark: ".") ?? .plain
      request.table.kinds = ["seen": .date]
      request.table.missing = .mean
    }
    #expect(after == nil)
  }

  @Test func oneProblemIsToldWhereItIs() throws {
    let error = try error("x,y\n1,a\n,b\n")
    #expect((error as? FileError)?.description.contains("line 3, column 'x': the cell is missing") == true)
  }

  @Test func whatOnlyItsUserKnowsIsNotPutTogether() throws {
    // Days or months first.
    let dates = try #require(problems(try error("seen,x,y\n03/04/2024,,a\n04/05/2024,2,b\n")))
    #expect(dates.columns == [["seen"], ["x"]] && dates.together.isEmpty)
    // Decimals or thousands.
    let commas = try #require(problems(try error("p;x;y\n8,412;;a\n9,100;2;b\n")))
    #expect(commas.columns.count == 2 && commas.together.isEmpty)
    // Another column leaves no doubt.
    let clear = try #require(problems(try error("p;x;y\n8,412;1,5;a\n9,100;2,5;b\n")))
    #expect(clear.together == [.readNumbers(decimal: ",", thousands: nil)])
    // Two notations in one table.
    let both = try #require(problems(try error("p;x;y\n1.234,5;1,234.5;a\n2.234,5;2,234.5;b\n")))
    #expect(both.together.isEmpty)
  }

  @Test func measurementsAsLabelsAreAmongThem() throws {
    let rows = (0..<40).map { "2024-01-0\($0 % 9 + 1),\($0),\($0).5\n" }.joined()
    let found = try #require(problems(try error("seen,x,price\n" + rows)))
    #expect(found.columns == [["seen"], ["price"]] && found.together.isEmpty)
  }

  @Test func theListSaysWhatToDoAboutEach() throws {
    let text = "\(try #require(try error(messy)))"
    let lines = text.split(separator: "\n")
    #expect(lines.count == 10)
    #expect(lines[0].hasSuffix("t.csv: 4 things keep this table from being learned from:"))
    #expect(lines[1] == "  column 'seen' looks like dates or times ('31/01/2024')")
    #expect(lines[9].hasPrefix("all of them at once: `TableOptions.numberNotation` with the decimal mark"))
  }
}
