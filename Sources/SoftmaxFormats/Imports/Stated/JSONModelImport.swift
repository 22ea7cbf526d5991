// Models from our own exports as JSON.

import SoftmaxFiles
import SoftmaxRegression

/// Takes a model back out of the JSON that it was exported to, with everything but the record of its fit.
struct JSONModelImport: ImportFormat {
  let name = "json"
  let title = "JSON"

  func recognises(_ contents: ExportContents) -> Bool { JSONModelFormat().recognises(contents) }

  func model(in contents: ExportContents, _ options: ImportOptions) throws -> ImportedModel {
    let path = contents.path
    let json = try StrictJSON.parse(contents.single.array, path: path)
    let stated = try JSONModelReader(path: path).model(in: json)
    guard json["offsetScales"] == nil else {
      throw FileError(
        .badData, path: path, problem: "'offsetScales': the model needs offsets, which an import does not take")
    }
    return try stated.imported(options, path: path)
  }
}
