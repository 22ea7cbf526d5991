// SHA-256 against NIST's vectors.

import SoftmaxFiles
import Testing

@Suite struct SHA256Tests {
  // FIPS 180-4's examples (NIST, Cryptographic Standards and Guidelines, "SHA-256" example values).
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func publishedVectors(_ message: String, _ digest: String) {
    #expect(SHA256.hexDigest(of: Array(message.utf8)) == digest)
    var portable = SHA256(isPortable: true)
    portable.update(Array(message.utf8).span)
    #expect(portable.hexDigest() == digest)
  }

  @Test(arguments: [false, true]) func aMillionLettersInUnevenPieces(_ isPortable: Bool) {
    let letters = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    var hash = SHA256(isPortable: isPortable)
    var position = 0
    var size = 1
    while position < letters.count {
      let piece = Array(letters[position..<min(position + size, letters.count)])
      hash.update(piece.span)
      position += piece.count
      size = size * 3 % 1009 + 1
    }
    #expect(hash.hexDigest() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }
}
