// Chapter 6: what is in Fashion-MNIST, from its first bytes to its pictures.

import Foundation
import SoftmaxKit

// snippet.load
let fashion = try Catalogue.fashionMNIST.load()  // fetched once, verified by SHA-256, then mapped
// snippet.end

print("## shapes")
// snippet.shapes
print("training:", fashion.train.sampleCount, "pictures of", fashion.train.features.input.shape)
print("test:    ", fashion.test.sampleCount, "pictures")
print("features:", fashion.train.featureCount)
print("classes: ", fashion.train.classes.names.joined(separator: ", "))
print("of each: ", fashion.train.classCounts)
// snippet.end

print("## header")
// snippet.header
let path = CacheFolder.standard + "/fashion-mnist/train-images-idx3-ubyte"
let file = try FileHandle(forReadingFrom: URL(filePath: path))
let head = [UInt8](try file.read(upToCount: 16) ?? Data())
print(head.map { String(format: "%02x", $0) }.joined(separator: " "))
let sizes = stride(from: 4, to: 16, by: 4).map { at in
  head[at..<at + 4].reduce(0) { $0 * 256 + Int($1) }  // the most significant byte comes first
}
print(sizes)
// snippet.end

print("## bytes")
// snippet.bytes
let boot = fashion.train.features.row(0)  // intensities: byte / 255
print("the first picture is:", fashion.train.label(0))
for y in stride(from: 1, to: 28, by: 2) {
  print(boot[y * 28..<y * 28 + 28].map { [" ", ".", "o", "#"][Int($0 * 3.99)] }.joined())
}
// snippet.end

print("## scale")
// snippet.scale
// x_j = byte_j / 255
let bytes = [UInt8](try file.read(upToCount: 784) ?? Data())
let x = bytes.map { byte in Float(byte) / 255 }
// snippet.end
let apart = zip(x, boot).map { abs($0 - $1) }.max() ?? 1
print("byte 350:", bytes[350], " feature:", String(format: "%.4f", x[350]))
print("the library's 784 features are the same to seven digits:", apart < 1e-7)

print("## minibatch")
// snippet.minibatch
let minibatch = fashion.train.samples(at: [0, 17, 42, 256])
print(minibatch.sampleCount, "x", minibatch.featureCount, (0..<4).map { minibatch.label($0) })
// snippet.end

// snippet.gallery
let entries = (0..<18).compactMap { i in
  PixelImage(intensities: fashion.train.features.row(i), shape: [28, 28]).map {
    PredictionGallery.Entry(image: $0, captions: [fashion.train.label(i)])
  }
}
try PredictionGallery(entries, columns: 6).drawing.write(to: "fashion-samples.png")
// snippet.end
