// PNG pictures as others write them, and what is refused.

import Foundation
import SoftmaxFiles
import Testing

@Suite struct PNGImageTests {
  // Pictures of 4 x 3 that Pillow 13.0 wrote, with the pixels that it gave them; the one with all five filters was made by hand
  // and read by Pillow.
  private static let grey = [UInt8](stride(from: 108, through: 207, by: 9))
  private static let colours: [UInt8] = [
    108, 147, 54, 117, 138, 58, 126, 129, 63, 135, 120, 67, 144, 111, 72, 153, 102, 76, 162, 93, 81, 171, 84,
    85, 180, 75, 90,
    189, 66, 94, 198, 57, 99, 207, 48, 103,
  ]
  private static let greyFile =
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAAAAACRn/EaAAAAEElEQVR4nGPM4eTkZFGBEQAKTQEPBNOUlwAAAABJRU5ErkJggg=="
  private static let colourFile =
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAIAAAA7ljmRAAAAG0lEQVR4nGPMmWzG+Z2F8zsr53cWFpU7Qtg5APhLDIpr2omBAAAAAElFTkSuQmCC"

  private func bytes(_ base64: String) throws -> [UInt8] { Array(try #require(Data(base64Encoded: base64))) }

  private func read(_ base64: String) throws -> PNGImage { try PNGImage(bytes(base64), path: "p.png") }

  @Test func greyAndColoursAreReadExactly() throws {
    let grey = try read(Self.greyFile)
    #expect(grey.width == 4 && grey.height == 3 && grey.channelCount == 1 && grey.pixels == Self.grey)
    let colour = try read(Self.colourFile)
    #expect(colour.channelCount == 3 && colour.pixels == Self.colours)
  }

  @Test func palettesBitsAndSixteenBitsAreRead() throws {
    let palette = try read(
      "iVBORw0KGgoAAAANSUhEUgAAAAQAAAADAgMAAADJmkZVAAAADFBMVEV6hj2ZZky0S1rLNWUCDxM+AAAADklEQVR4nGNgYAhjWA8AAbcBBoozs/UAAAAASUVORK5CYII="
    )
    let expected: [[UInt8]] =
      [[UInt8]](repeating: [0x7a, 0x86, 0x3d], count: 4) + [[UInt8]](repeating: [0x99, 0x66, 0x4c], count: 3)
      + [[UInt8]](repeating: [0xb4, 0x4b, 0x5a], count: 3) + [[UInt8]](repeating: [0xcb, 0x35, 0x65], count: 2)
    #expect(palette.pixels == expected.flatMap { $0 })
    let bits = try read(
      "iVBORw0KGgoAAAANSUhEUgAAAAQAAAADAQAAAACcj5NrAAAADklEQVR4nGNgYChg+AAAAkYBYUXVFfwAAAAASUVORK5CYII=")
    #expect(bits.pixels == [0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255])
    let sixteen = try read(
      "iVBORw0KGgoAAAANSUhEUgAAAAQAAAADEAAAAADBDy1ZAAAAFklEQVR4nGPMyeHk5OTk5GRRUUFjAAAkzwIUJswVrQAAAABJRU5ErkJggg=="
    )
    #expect(sixteen.pixels == Self.grey)
  }

  @Test func transparentPixelsLieOnBlack() throws {
    let image = try read(
      "iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAQAAAAe/WZNAAAAFklEQVR4nGPMyeHk5OTk5GRRUUFjAAAkzwIUJswVrQAAAABJRU5ErkJggg=="
    )
    // Each pixel's opacity is its grey.
    #expect(image.pixels == Self.grey.map { UInt8((Int($0) * Int($0) + 127) / 255) })
  }

  @Test func allFiltersAreUndone() throws {
    let image = try read(
      "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAAAAACs8akEAAAAM0lEQVR4nAEoANf/AP/kInnzvQYBg+NCqm/62wLOjSXGK01gA3wcSrSQcQEECsm2GDrGIYSWEU1nkTCuAAAAAElFTkSuQmCC"
    )
    #expect(
      image.pixels == [
        255, 228, 34, 121, 243, 189, 6, 131, 102, 168, 82, 193, 187, 150, 81, 243, 205, 24, 236, 8, 246, 164,
        231, 36, 210, 111,
        172, 210, 174, 176, 218, 242, 169, 114, 205,
      ])
  }

  @Test func samplesAreGreyOrColoursAsTheModelHasThem() throws {
    let colour = try read(Self.colourFile)
    // Pillow's convert('L').
    #expect(
      try colour.samples(for: [3, 4], path: "p") == [
        125, 123, 121, 118, 116, 114, 112, 110, 108, 106, 104, 102,
      ])
    #expect(try colour.samples(for: [3, 4, 3], path: "p") == Self.colours)
    #expect(try read(Self.greyFile).samples(for: [3, 4, 3], path: "p") == Self.grey.flatMap { [$0, $0, $0] })
    #expect(throws: FileError.self) { try colour.samples(for: [4, 3], path: "p") }
  }

  @Test func interlacedPicturesAreRefusedByName() throws {
    do {
      _ = try read(
        "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAAAAAHb9pmSAAAAM0lEQVR4nAEoANf/AP/kInnzvQYBg+NCqm/62wLOjSXGK01gA3wcSrSQcQEECsm2GDrGIYSWEU1nkTCuAAAAAElFTkSuQmCC"
      )
      Issue.record("accepted")
    } catch {
      #expect("\(error)".contains("interlaced"))
    }
  }

  @Test func damageIsRefusedAndNothingTraps() throws {
    let whole = try bytes(Self.colourFile)
    for length in 0..<whole.count {
      #expect(throws: FileError.self) { try PNGImage(Array(whole[..<length]), path: "p") }
    }
    for place in whole.indices {
      var other = whole
      other[place] ^= 0x41
      #expect(throws: FileError.self) { try PNGImage(other, path: "p") }
    }
  }
}
