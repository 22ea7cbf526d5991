// Fashion-MNIST: the tutorial's data, fetched once and verified.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

/// 60,000 + 10,000 pictures of clothes, 28 x 28 bytes, ten classes.
///
/// Xiao, Rasul and Vollgraf, Fashion-MNIST: a novel image dataset for benchmarking machine learning
/// algorithms, 2017, arXiv 1708.07747, MIT licence.
enum FashionMNIST {
  static let entry = CatalogueEntry(
    name: name,
    summary: "pictures of clothes, 28 x 28 pixels",
    provenance: "Xiao, Rasul and Vollgraf, 2017, arXiv 1708.07747, MIT",
    classNames: classNames,
    sampleCounts: (train: 60_000, test: 10_000),
    featureCount: 784,
    files: [trainImages, trainLabels, testImages, testLabels]
  ) { options in
    var store = DatasetStore(
      name: name, files: [trainImages, trainLabels, testImages, testLabels],
      sources: sources, options: options)
    let content = try store.obtain()
    func part(_ split: DataSplit, _ images: PinnedFile, _ labels: PinnedFile) throws -> Dataset {
      let imagesFile = try IDXFile(content.bytes(of: images), path: images.name)
      let labelsFile = try IDXFile(content.bytes(of: labels), path: labels.name)
      let features = try IDXSamples.features(of: imagesFile)
      let codes = try IDXSamples.labels(
        of: labelsFile, count: features.sampleCount, images: images.name,
        classCount: classNames.count)
      return try Dataset(
        name: "\(name):\(split.rawValue)", features: features, classIndices: codes.map(UInt32.init),
        classes: ClassVocabulary(names: classNames))
    }
    return TrainTestData(
      train: try part(.train, trainImages, trainLabels),
      test: try part(.test, testImages, testLabels))
  }

  private static let name = "fashion-mnist"

  private static let classNames = [
    "t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
    "ankle boot",
  ]

  private static let trainImages = PinnedFile(
    name: "train-images-idx3-ubyte", byteCount: 16 + 60_000 * 784,
    sha256: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888")
  private static let trainLabels = PinnedFile(
    name: "train-labels-idx1-ubyte", byteCount: 8 + 60_000,
    sha256: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9")
  private static let testImages = PinnedFile(
    name: "t10k-images-idx3-ubyte", byteCount: 16 + 10_000 * 784,
    sha256: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b")
  private static let testLabels = PinnedFile(
    name: "t10k-labels-idx1-ubyte", byteCount: 8 + 10_000,
    sha256: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34")

  /// Where the files are looked for after the user's folder and the cache, in this order.
  private static func sources() -> [any FetchSource] {
    let installed = InstalledData.folders(of: name).map { folder in
      FolderSource(title: "Debian's package", folder: folder)
    }
    return installed + [
      WebSource(
        title: "the official address",
        base: "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com"),
      WebSource(
        title: "the mirror",
        base: "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion"),
      DebianPackageSource(
        package: "dataset-fashion-mnist", folder: "usr/share/datasets/fashion-mnist"),
    ]
  }
}
