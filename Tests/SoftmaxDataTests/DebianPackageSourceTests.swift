// The detour over apt-get, with tools of our own in its place.

import Foundation
@testable import SoftmaxData
import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct DebianPackageSourceTests {
  private let folder: TemporaryDirectory
  private let file = PinnedFile(name: "data", byteCount: 4, sha256: "")

  init() throws {
    folder = try TemporaryDirectory()
    // The "package" is a text; unpacking puts it where the package's files would be.
    try folder.writeScript(
      "#!/bin/sh\n[ \"$1\" = -x ] && mkdir -p \"$3/usr/share/made\" && cp \"$2\" \"$3/usr/share/made/data\"\n",
      to: "dpkg-deb")
  }

  private func fetch() throws(FetchFailure) -> [UInt8] {
    try DebianPackageSource(
      package: "made", folder: "usr/share/made", searchPath: "\(folder.path):/usr/bin:/bin",
      temporaryFolder: folder.path
    )
    .fetch(file, FetchContext(workFolder: folder.file("work"), onEvent: { _ in })).array
  }

  @Test func thePackageIsDownloadedUnpackedAndRemoved() throws {
    try folder.writeScript("#!/bin/sh\nfor a; do :; done; printf made > \"$a.deb\"\n", to: "apt-get")
    #expect(try fetch() == Array("made".utf8))
    // Nothing stays behind: the folder of the package goes with the source.
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("work")).isEmpty)
  }

  @Test func whatAKilledRunLeftIsRemovedAndWhatALivingOneWritesIsNot() throws {
    try folder.writeScript("#!/bin/sh\nfor a; do :; done; printf made > \"$a.deb\"\n", to: "apt-get")
    let living = try TemporaryFolder(in: folder.file("work"), prefix: TemporaryFolder.packagePrefix)
    let dead = folder.file("work/.package-4711")
    try FileManager.default.createDirectory(atPath: dead + "/unpacked", withIntermediateDirectories: true)
    // The mark of an owner that holds no lock any more.
    try folder.write([], to: "work/.package-4711/owner")
    try folder.write([1], to: "work/.package-4711/unpacked/data")
    #expect(try fetch() == Array("made".utf8))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.file("work")).map { folder.file("work/") + $0 }
        == [living.path])
  }

  @Test func withoutPackageListsItsOwnAreFetchedFirst() throws {
    // Like apt-get without lists: `download` fails until `update` has filled the folder it was given.
    try folder.writeScript(
      """
      #!/bin/sh
      for a; do case "$a" in Dir::State::Lists=*) lists=${a#*=};; esac; done
      case "$*" in
        *update) [ -n "$lists" ] && touch "$lists/filled" ;;
        *) [ -n "$lists" ] && [ -e "$lists/filled" ] && printf made > made.deb || { echo 'E: no lists' >&2; exit 100; } ;;
      esac
      """, to: "apt-get")
    #expect(try fetch() == Array("made".utf8))
  }

  @Test func whereTheCacheCannotBeWrittenTheTemporaryFolderServes() throws {
    try folder.writeScript("#!/bin/sh\nfor a; do :; done; printf made > \"$a.deb\"\n", to: "apt-get")
    try folder.write([1], to: "work")
    #expect(try fetch() == Array("made".utf8))
  }

  @Test func aFailureIsToldInTheToolsLastWords() throws {
    try folder.writeScript(
      "#!/bin/sh\necho 'E: first' >&2; echo 'E: no network' >&2; exit 100\n", to: "apt-get")
    let failure = #expect(throws: FetchFailure.self) { try fetch() }
    #expect(failure?.reason == "apt-get update: E: no network")
    #expect(failure?.isFinal == true)
  }

  @Test func aSystemWithoutTheToolsIsSaidToBeOne() {
    let source = DebianPackageSource(package: "made", folder: "x", searchPath: folder.file("none"))
    let failure = #expect(throws: FetchFailure.self) {
      try source.fetch(file, FetchContext(workFolder: folder.path, onEvent: { _ in }))
    }
    #expect(failure?.reason == "there is no apt-get on this system")
  }
}
