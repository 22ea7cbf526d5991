// A folder as a source: the user's own, or where a system package puts the files.

package import SoftmaxKernels
import SoftmaxFiles

/// Files in a folder, plain or with `.gz`.
package struct FolderSource: FetchSource {
  package let title: String
  private let folder: String

  package var usesNetwork: Bool { false }

  package init(title: String, folder: String) {
    self.title = "\(title) (\(folder))"
    self.folder = folder
  }

  package func fetch(
    _ file: PinnedFile, _ context: FetchContext
  ) throws(FetchFailure) -> SharedStorage<UInt8> {
    guard FileStatus(of: folder)?.kind == .directory else {
      throw FetchFailure("there is no such folder", isFinal: true)
    }
    for name in [file.name, file.name + ".gz"] {
      let path = folder + "/" + name
      guard FileStatus(of: path) != nil else { continue }
      do throws(FileError) {
        return try InputFile.contents(of: path)
      } catch {
        throw FetchFailure(error.problem)
      }
    }
    throw FetchFailure("neither \(file.name) nor \(file.name).gz is in it")
  }
}
