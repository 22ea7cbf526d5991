// A web server on this machine that says what a test tells it to.

import Foundation
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Answers each request with the next of some answers; the last one is repeated.
package final class LocalServer: Sendable {
  /// One answer.
  package enum Answer: Sendable {
    /// A status and a body, with its length announced.
    case respond(status: Int, body: [UInt8])
    /// A length that is announced, and a body that breaks off before it.
    case breakOff(announced: Int, body: [UInt8])
    /// A body without a length.
    case stream(body: [UInt8])
    /// Zeros without a length, until the client goes or so many were sent.
    case endless(atMost: Int)
    /// A byte each `interval` seconds, without a length, until the client goes or so many were sent.
    case drip(interval: Double, atMost: Int)
    /// Nothing, for so long.
    case silence(seconds: Double)
    /// Another address.
    case redirect(to: String)
    /// A body that is said to be compressed.
    case encoded(String, body: [UInt8])
    /// A status and a header, without a body.
    case header(status: Int, String)
  }

  package let port: UInt16
  private let listener: Int32
  private let answers: Mutex<[Answer]>
  private let requests = Mutex<[String]>([])
  private let sent = Mutex(0)

  /// The bytes of bodies that were sent so far.
  package var sentByteCount: Int { sent.withLock { $0 } }

  /// The paths that were asked for so far.
  package var paths: [String] { requests.withLock { $0 } }

  package init(_ answers: [Answer]) throws {
    self.answers = Mutex(answers)
    #if canImport(Darwin)
      let stream = SOCK_STREAM
    #else
      let stream = Int32(SOCK_STREAM.rawValue)
    #endif
    listener = socket(AF_INET, stream, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = self.listener
    let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        unsafe bind(listener, pointer, size) == 0 && listen(listener, 8) == 0
          && getsockname(listener, pointer, &size) == 0
      }
    }
    guard isBound else { throw CocoaError(.fileNoSuchFile) }
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [weak self] in
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0, let self else { return }
        self.serve(client)
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  private func serve(_ client: Int32) {
    defer { close(client) }
    var request: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !request.suffix(4).elementsEqual([13, 10, 13, 10]) {
      let count = unsafe recv(client, &buffer, buffer.count, 0)
      guard count > 0 else { return }
      request += buffer[..<count]
    }
    let words = String(decoding: request, as: UTF8.self).split(separator: " ")
    requests.withLock { $0.append(words.count > 1 ? String(words[1]) : "") }
    let answer = answers.withLock { answers in
      answers.count > 1 ? answers.removeFirst() : answers.first
    }
    switch answer {
    case .respond(let status, let body):
      send(client, "HTTP/1.1 \(status) X\r\nContent-Length: \(body.count)\r\nConnection: close\r\n\r\n", body)
    case .breakOff(let announced, let body):
      send(client, "HTTP/1.1 200 OK\r\nContent-Length: \(announced)\r\nConnection: close\r\n\r\n", body)
    case .stream(let body):
      send(client, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", body)
    case .endless(let most):
      send(client, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", [])
      let block = [UInt8](repeating: 0, count: 1 << 16)
      for _ in 0..<most >> 16 { guard send(client, "", block) else { return } }
    case .drip(let interval, let most):
      send(client, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", [])
      for _ in 0..<most {
        guard send(client, "", [0]) else { return }
        Thread.sleep(forTimeInterval: interval)
      }
    case .silence(let seconds): waitForClient(client, seconds: seconds)
    case .redirect(let address):
      send(
        client,
        "HTTP/1.1 302 Found\r\nLocation: \(address)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", [])
    case .encoded(let encoding, let body):
      send(
        client,
        "HTTP/1.1 200 OK\r\nContent-Encoding: \(encoding)\r\nContent-Length: \(body.count)\r\n"
          + "Connection: close\r\n\r\n", body)
    case .header(let status, let header):
      send(
        client, "HTTP/1.1 \(status) X\r\n\(header)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", [])
    case nil: break
    }
  }

  /// Waits until the client has gone, but no longer than that.
  private func waitForClient(_ client: Int32, seconds: Double) {
    var request = pollfd(fd: client, events: Int16(POLLIN), revents: 0)
    _ = unsafe poll(&request, 1, Int32(seconds * 1000))
  }

  /// Whether the client has taken all of it.
  @discardableResult
  private func send(_ client: Int32, _ head: String, _ body: [UInt8]) -> Bool {
    let bytes = Array(head.utf8) + body
    var sent = 0
    while sent < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe systemSend(client, buffer.baseAddress.map { unsafe $0 + sent }, bytes.count - sent)
      }
      guard count > 0 else { return false }
      sent += count
      if head.isEmpty { self.sent.withLock { $0 += count } }
    }
    return true
  }
}

/// `send` of the C library, which the method above would hide; a client that has gone is no signal.
private func systemSend(_ client: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
  #if canImport(Darwin)
    unsafe send(client, start, count, 0)
  #else
    unsafe send(client, start, count, Int32(MSG_NOSIGNAL))
  #endif
}
