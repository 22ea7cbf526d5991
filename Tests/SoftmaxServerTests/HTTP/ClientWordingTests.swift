// What is wrong with a request is said in the words of who sent it: no flag, no name of Swift, no file, no shell.

#if Server
  import Foundation
  import SoftmaxData
  import SoftmaxFiles
  import SoftmaxFormats
  import SoftmaxRegression
  import SoftmaxServer
  import SoftmaxTestSupport
  import Testing

  @Suite(.timeLimit(.minutes(2))) struct ClientWordingTests {
    private let folder: TemporaryDirectory
    private let paths: [String]

    /// A model of a table, `people`, and one of pictures of 2 x 3, `pictures`.
    init() throws {
      folder = try TemporaryDirectory()
      let text = "age,plan,label\n31,basic,stay\n44,plus,go\n25,basic,stay\n19,plus,go\n"
      let table = try Table(
        contentsOf: try folder.write(Array(text.utf8), to: "t.csv"),
        options: TableOptions(label: .named("label")))
      let preparation = try Preparation(learnedOn: table)
      let fit = try SoftmaxClassifier().fit(try preparation.dataset(of: table))
      let bytes = (0..<24).map { UInt8($0 * 7) }
      let data = try Dataset(
        name: "p", features: Features(bytes: bytes, input: .image(shape: [2, 3])), classIndices: [0, 0, 1, 1],
        classes: ClassVocabulary(names: ["a", "b"]))
      paths = [folder.file("people.safetensors"), folder.file("pictures.safetensors")]
      try ModelFile(fit.model, preparation: preparation).write(to: paths[0])
      try ModelFile(try SoftmaxClassifier().fit(data).model).write(to: paths[1])
    }

    /// Words that are not a client's.
    private static let foreign = ["`", "TableOptions", "--", "gzip -d", "FILE", "this file", "MissingValues"]

    private func check(
      _ service: LiveService, _ path: String, _ body: [UInt8], _ sentence: String, _ fields: String = "X: y"
    )
      async throws
    {
      let replies = try await service.exchange(service.request("POST", path, body: body, fields))
      let reply = try #require(replies.first)
      #expect((400..<500).contains(reply.status), "\(path): \(reply.text)")
      #expect(reply.error == sentence)
      for word in Self.foreign { #expect(reply.error?.contains(word) == false, "\(word)") }
      #expect(reply.error?.contains(folder.path) == false)
    }

    @Test func aTableIsRefusedInTheWordsOfWhoSentIt() async throws {
      let service = try await LiveService(also: paths)
      let missing = "this model cannot predict such rows: fill the cell in, or leave the row out"
      let quote = "quote cells that have the delimiter in them"
      for (body, sentence) in [
        ("age,plan\n,basic\n", "line 2, column 'age': the cell is missing (''); \(missing)"),
        ("age,plan\nNA,basic\n", "line 2, column 'age': the cell is missing ('NA'); \(missing)"),
        (
          "age,plan\n1,gold\n",
          "line 2, column 'plan': 'gold' is none of the 2 categories expected; correct it"
        ),
        (
          "age,plan\nold,plus\n",
          "line 2, column 'age': 'old' is no number; correct the cell, or leave the row out"
        ),
        ("age\n1\n", "line 1: the column 'plan' is missing; the columns are age"),
        ("age,plan\n1,plus,2\n", "line 2: expected 2 cells, found 3; \(quote)"),
        ("", "there is nothing in it, expected a table"),
        ("age,plan\n", "line 1: there is only a header, expected rows below it"),
        (
          "age,plan\ninf,plus\n",
          "line 2, column 'age': 'inf' is infinite, expected a finite number; leave the cell empty if its value is not known"
        ),
        (
          "age,plan\n1,\0\n", "line 2, column 'plan': found a NUL byte, expected UTF-8 text; send text in UTF-8"
        ),
        (
          "PK\u{3}\u{4}aaaaaaaaaaaaaaaaaaaaaaaaaaaa",
          "this is a zip archive with the file aa in it, expected a table or arrays; send what is in it"
        ),
        (
          #"{"age":1,"plan":"#,
          "line 1, column 'plan': the object does not end on its line, expected a number, a text, true, false or null; write each object on one line"
        ),
      ] {
        try await check(service, "/predict/people", Array(body.utf8), "the request: " + sentence)
      }
      let packed = Zlib.gzip(Array(String(repeating: "age,plan\n1,basic\n", count: 1).utf8))
      try await check(
        service, "/predict/people", Array(packed.dropLast(9)),
        "the request: byte \(packed.count - 9): the compressed data breaks off: expected more after this byte; send it again, whole"
      )
      try await service.end()
    }

    @Test func arraysAndPicturesAreRefusedInTheWordsOfWhoSentThem() async throws {
      let service = try await LiveService(also: paths)
      let array = NPYFile.encoded(bytes: [1, 2, 3, 4, 5, 6], shape: [1, 2, 3])
      try await check(
        service, "/predict/pictures?keep=age", array,
        "the option keep is for tables, which the request is not: leave it out, or send text/csv or application/x-ndjson"
      )
      try await check(
        service, "/predict/pictures", Array(array.dropLast()),
        "the request: byte \(array.count - 1): it breaks off: expected 6 bytes of data for 1 x 2 x 3 uint8, found 5; send it again, whole"
      )
      try await check(
        service, "/predict/pictures", Array("[[1,2]]".utf8),
        "the model 'pictures' was trained on pictures of 2 x 3: a row has 6 numbers; the request has 2 columns: send all numbers of each row, and no others"
      )
      try await check(
        service, "/predict/pictures", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
        "the request: byte 8: it breaks off: expected a chunk, at the end IEND; send a PNG picture as it was saved"
      )
      try await service.end()
    }

    /// A header alone says how large a picture is, so that a few bytes of another size take no memory.
    @Test func aPictureOfAnotherSizeIsRefusedByItsHeader() async throws {
      let service = try await LiveService(also: paths)
      func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        func word(_ value: UInt32) -> [UInt8] {
          (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
        }
        let named = Array(name.utf8) + content
        return word(UInt32(content.count)) + named + word(Zlib.crc32(named))
      }
      // 4096 x 4096 of four 16-bit channels, and pixels that are no compressed data at all.
      let picture =
        [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
        + chunk("IHDR", [0, 0, 16, 0, 0, 0, 16, 0, 16, 6, 0, 0, 0]) + chunk("IDAT", [1, 2, 3])
        + chunk("IEND", [])
      try await check(
        service, "/predict/pictures", picture,
        "the request: the picture has 4096 x 4096 pixels, expected 2 x 3; scale it first")
      try await service.end()
    }

    @Test func anInferenceNamesTheInputAndItsElement() async throws {
      let service = try await LiveService(also: paths)
      func body(_ ages: String, _ plans: String) -> [UInt8] {
        Array(
          #"{"inputs":[{"name":"age","shape":[2],"datatype":"FP64","data":[\#(ages)]},{"name":"plan","shape":[2],"datatype":"BYTES","data":[\#(plans)]}]}"#
            .utf8)
      }
      let infer = "/v2/models/people/infer"
      for (ages, plans, sentence) in [
        (
          "1,2", #""plus","gold""#,
          "input 'plan', element 2: 'gold' is none of the 2 categories expected; correct it"
        ),
        (
          "1,null", #""plus","basic""#,
          "input 'age', element 2: the cell is missing (''); this model cannot predict such rows: fill the cell in, or leave the row out"
        ),
        (
          "1e300,2", #""plus","basic""#,
          "input 'age', element 1: '1e+300' overflows Float32, whose largest number is 3.4e38; use larger units"
        ),
        // Behind a text of two lines the elements are not counted by lines.
        ("1,2", #""plus","a\nb""#, "input 'plan': 'a\\u{a}b' is none of the 2 categories expected; correct it"),
      ] {
        try await check(service, infer, body(ages, plans), sentence)
      }
      try await check(
        service, infer, Array(#"{"inputs":[{"name":"age","shape":[1],"datatype":"FP64","data":[1]}]}"#.utf8),
        "the inputs: the column 'plan' is missing; the columns are age")
      try await check(
        service, infer, [0x1f, 0x8b, 8, 0],
        "the compressed body: byte 4: the compressed data breaks off: expected more after this byte; send it again, whole",
        "Content-Encoding: gzip")
      try await service.end()
    }
  }
#endif
