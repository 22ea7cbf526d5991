// peer-rounds: our side of the paired measurements. Peers/bench_peers.py writes one request a line to standard
// input and reads one JSON object a line from standard output, so that both sides are timed in turns.

import Foundation

var rounds = Rounds()
while let request = Conversation.nextRequest() {
  do {
    Conversation.reply(try rounds.answer(request))
  } catch {
    Conversation.fail("\(request.joined(separator: " ")): \(error)")
  }
}
