// Tables as strangers bring them: each is fitted at the first try, or refused with flags that can be pasted and then fit,
// or refused with the reason where only its owner can mend it.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct StrangersTableTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  /// What becomes of a table.
  enum Outcome: Sendable {
    /// It is fitted, and this is said meanwhile; empty: nothing need be.
    case fits(saying: String)
    /// It is refused with these flags in the message, with which it is fitted.
    case pasted([String])
    /// It is refused, rightly, with this reason.
    case refused(String)
  }

  /// A kind of table that real collections have.
  struct Kind: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let outcome: Outcome
    var testDescription: String { name }
  }

  /// 40 rows of cells, in which `x` tells the classes roughly; `i` is the row, `k` the class.
  private static func rows(
    _ header: String, separator: String = "\n", _ row: (_ i: Int, _ x: Double, _ k: String) -> String
  ) -> String {
    let rows = (0..<40).map { i in
      let isFirst = (i * 7 % 5) < 2
      return row(i, Double(i * 11 % 17) / 4 + (isFirst ? 2 : 0), isFirst ? "ja" : "nein")
    }
    return ((header.isEmpty ? [] : [header]) + rows).joined(separator: separator) + separator
  }

  private static func comma(_ number: Double) -> String { "\(number)".replacing(".", with: ",") }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static let kinds: [Kind] = [
    // Rows that are counted.
    Kind(
      name: "R's row numbers without a name",
      text: rows("\"\",\"x\",\"y\"") { "\"\($0 + 1)\",\($1),\"\($2)\"" },
      outcome: .fits(saying: "column 'column 1' is left out: it counts the rows")),
    Kind(
      name: "pandas' index", text: rows(",x,y") { "\($0),\($1),\($2)" },
      outcome: .fits(saying: "it counts the rows")),
    Kind(
      name: "names of rows", text: rows("model,x,y") { "Car \($0),\($1),\($2)" },
      outcome: .fits(saying: "column 'model' is left out")),
    // Labels.
    Kind(
      name: "the label stands first", text: rows("y,x,z") { "\($2),\($0 % 3),\($1)" },
      outcome: .pasted(["--label", "y"])),
    Kind(
      name: "numbers as classes", text: rows("x,y") { "\($1),\($2 == "ja" ? 1 : 2)" },
      outcome: .fits(saying: "")),
    Kind(
      name: "yes and no in capitals and small letters",
      text: rows("x,y") { i, x, k in "\(x),\(k == "ja" ? (i % 3 == 0 ? "TRUE" : "True") : "FALSE")" },
      outcome: .fits(saying: "'TRUE'")),
    Kind(
      name: "missing labels", text: rows("x,y") { "\($1),\($0 % 10 == 3 ? "NA" : $2)" },
      outcome: .pasted(["--unlabelled", "drop"])),
    Kind(
      name: "measurements as labels", text: rows("x,kind,price") { "\($1),\($2),\($0).5" },
      outcome: .pasted(["--label", "kind"])),
    Kind(name: "one class alone", text: rows("x,y") { i, x, _ in "\(x),a" }, outcome: .refused("class")),
    // Cells.
    Kind(
      name: "missing numbers", text: rows("x,z,y") { "\($1),\($0 % 9 == 0 ? "" : "\($0 % 4)"),\($2)" },
      outcome: .pasted(["--missing", "mean"])),
    Kind(
      name: "missing numbers, rows left out",
      text: rows("x,z,y") { "\($1),\($0 % 9 == 0 ? "NA" : "\($0 % 4)"),\($2)" },
      outcome: .pasted(["--missing", "drop"])),
    Kind(
      name: "None as a word", text: rows("x,alcohol,y") { "\($1),\($0 % 3 == 0 ? "None" : "Some"),\($2)" },
      outcome: .fits(saying: "")),
    Kind(
      name: "a point for a missing number",
      text: rows("x,z,y") { "\($1),\($0 % 13 == 5 ? "." : "\($0 % 4)"),\($2)" },
      outcome: .pasted(["--na-values", "na,n/a,nan,null,?,.", "--missing", "mean"])),
    Kind(
      name: "a column of nothing", text: rows("x,e,y") { i, x, k in "\(x),,\(k)" },
      outcome: .pasted(["--ignore", "e"])),
    Kind(
      name: "a column of one value", text: rows("x,one,y") { i, x, k in "\(x),7,\(k)" },
      outcome: .fits(saying: "has one value only")),
    Kind(
      name: "quoted words with commas and line breaks",
      text: rows("x,\"what, \"\"so\"\"\",y") { i, x, k in "\(x),\"a\(i % 3), \n\"\"b\"\"\",\(k)" },
      outcome: .fits(saying: "")),
    Kind(
      name: "spaces around cells", text: rows("x , y") { i, x, k in " \(x) , \(k) " },
      outcome: .fits(saying: "")),
    Kind(
      name: "signs of currencies", text: rows("price;x;y") { "$\($0 + 1),000;\($1);\($2)" },
      outcome: .refused("write the number alone")),
    // Numbers of other countries.
    Kind(
      name: "decimal commas", text: rows("x;z;y") { "\(comma($1));\(comma(Double($0) / 8));\($2)" },
      outcome: .pasted(["--decimal", ","])),
    Kind(
      name: "decimal commas and points between thousands",
      text: rows("x;z;y") { "\(comma($1));\($0 + 1).\(100 + $0),25;\($2)" },
      outcome: .pasted(["--decimal", ",", "--thousands", "."])),
    Kind(
      name: "commas between thousands", text: rows("x;z;y") { "\($1);\($0 + 1),\(100 + $0),000;\($2)" },
      outcome: .pasted(["--thousands", ","])),
    Kind(
      name: "decimal commas in quotes between commas", text: rows("x,y") { i, x, k in "\"\(comma(x))\",\(k)" },
      outcome: .pasted(["--decimal", ","])),
    // Dates.
    Kind(
      name: "dates as programs write them",
      text: rows("seen,x,y") { "2024-\(two($0 % 12 + 1))-\(two($0 % 28 + 1)),\($1),\($2)" },
      outcome: .pasted(["--columns", "seen=date"])),
    Kind(
      name: "dates with the month first",
      text: rows("seen,x,y") { "\($0 % 12 + 1)/\($0 % 28 + 1)/2024,\($1),\($2)" },
      outcome: .pasted(["--columns", "seen=date"])),
    Kind(
      name: "dates that could be read either way",
      text: rows("seen,x,y") { "\($0 % 12 + 1)/\($0 % 11 + 1)/2024,\($1),\($2)" },
      outcome: .pasted(["--columns", "seen=date-dmy"])),
    Kind(
      name: "dates with points and times",
      text: rows("seen;x;y") { "\(two($0 % 28 + 1)).03.2024 1\($0 % 10):30;\($1);\($2)" },
      outcome: .pasted(["--columns", "seen=date"])),
    Kind(
      name: "dates with names of months", text: rows("seen,x,y") { "\($0 % 28 + 1)-Mar-24,\($1),\($2)" },
      outcome: .pasted(["--columns", "seen=date"])),
    Kind(
      name: "dates that are not wanted", text: rows("seen,x,y") { "2024-01-\(two($0 % 28 + 1)),\($1),\($2)" },
      outcome: .pasted(["--ignore", "seen"])),
    // First lines.
    Kind(
      name: "a spreadsheet's hint", text: "sep=;\n" + rows("x;y") { i, x, k in "\(x);\(k)" },
      outcome: .fits(saying: "")),
    Kind(
      name: "a title of two lines", text: "Survey of 2024\n\n" + rows("x,y") { i, x, k in "\(x),\(k)" },
      outcome: .pasted(["--skip-lines", "2"])),
    Kind(
      name: "a comment", text: "# made by hand\n" + rows("x,y") { i, x, k in "\(x),\(k)" },
      outcome: .pasted(["--skip-lines", "1"])),
    Kind(
      name: "no names of columns", text: rows("") { i, x, k in "\(x),\(i % 3),\(k)" },
      outcome: .fits(saying: "")),
    Kind(
      name: "a mark of UTF-8 and line ends of Windows",
      text: "\u{feff}" + rows("x,y", separator: "\r\n") { i, x, k in "\(x),\(k)" }, outcome: .fits(saying: "")),
    Kind(
      name: "a name twice", text: rows("x,x,y") { i, x, k in "\(x),\(i),\(k)" },
      outcome: .refused("columns 1 and 2 are both called 'x'")),
    Kind(
      name: "a delimiter behind each row", text: rows("x,y,") { i, x, k in "\(x),\(k)," },
      outcome: .fits(saying: "")),
    Kind(
      name: "rows of another length", text: rows("x,y") { i, x, k in i == 20 ? "\(x)" : "\(x),\(k)" },
      outcome: .refused("line 22: expected 2 cells, found 1")),
    Kind(
      name: "tabs", text: rows("x\ty") { i, x, k in "\(x)\t\(k)" }, outcome: .fits(saying: "")),
    Kind(
      name: "R's own form, with spaces and names of rows",
      text: rows("\"x\" \"z\" \"y\"") { "\"\($0 + 1)\" \($1) \($0 % 3) \"\($2)\"" },
      outcome: .fits(saying: "counts the rows")),
    Kind(
      name: "columns of a fixed width", text: rows("") { "\($1 < 2 ? " " : "")\($1)   \($0 % 3)    \($2)" },
      outcome: .fits(saying: "")),
    Kind(
      name: "bars", text: rows("x|y") { i, x, k in "\(x)|\(k)" }, outcome: .fits(saying: "")),
    // Several at once.
    Kind(
      name: "dates, decimal commas and missing cells",
      text: rows("nr;seen;x;z;y") {
        "\($0 + 1);\(two($0 % 28 + 1)).03.2024;\(comma($1));\($0 % 9 == 0 ? "" : comma(Double($0) / 4));\($2)"
      },
      outcome: .pasted(["--decimal", ",", "--columns", "seen=date", "--missing", "mean"])),
    // Counts.
    Kind(
      name: "a table of counts", text: rows("x,z,Freq,y") { "\(Int($1)),\($0 % 2),\($0 % 5 + 1),\($2)" },
      outcome: .fits(saying: "")),
  ]

  @Test(arguments: kinds)
  func aTableIsFittedAtOnceOrAfterOnePaste(_ kind: Kind) throws {
    try folder.write(Array(kind.text.utf8), to: "t.csv")
    let first = try CommandRun(["train", "t.csv"], in: folder.path)
    switch kind.outcome {
    case .fits(let saying):
      #expect(first.status == 0, "\(first.errors)")
      #expect(saying.isEmpty || first.errors.contains(saying), "\(first.errors)")
    case .pasted(let flags):
      #expect(first.status == 65, "\(first.errors)")
      for flag in flags {
        #expect(first.errors.contains(flag), "\(flag) is not in: \(first.errors)")
      }
      let second = try CommandRun(["train", "t.csv"] + flags, in: folder.path)
      #expect(second.status == 0, "\(second.errors)")
    case .refused(let reason):
      #expect(first.status == 65 && first.errors.contains(reason), "\(first.errors)")
    }
  }
}
