# The appendix: the tutorial's run in PyTorch, line for line beside Snippets/Book/SideBySide.swift.
# side_by_side.py FOLDER, where FOLDER has the four unpacked files of Fashion-MNIST.

# snippet.imports
import sys
import numpy as np, torch
# snippet.end

# snippet.data
def load(part):
    folder = sys.argv[1]
    x = np.fromfile(f"{folder}/{part}-images-idx3-ubyte", np.uint8, offset=16).reshape(-1, 784)
    y = np.fromfile(f"{folder}/{part}-labels-idx1-ubyte", np.uint8, offset=8)
    return torch.tensor(x / np.float32(255)), torch.tensor(y, dtype=torch.long)

train, test = load("train"), load("t10k")
# snippet.end

# snippet.model
torch.manual_seed(0)
model = torch.nn.Linear(784, 10)
torch.nn.init.normal_(model.weight, std=0.01)
torch.nn.init.zeros_(model.bias)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
loss_of = torch.nn.CrossEntropyLoss()
# snippet.end

# snippet.training
for epoch in range(1, 11):
    loss_sum, right = 0.0, 0
    for batch in torch.randperm(60_000).split(256):
        x, y = train[0][batch], train[1][batch]
        logits = model(x)
        loss = loss_of(logits, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(y)
        right += (logits.argmax(1) == y).sum().item()
    with torch.no_grad():
        test_right = (model(test[0]).argmax(1) == test[1]).sum().item()
    print(f"epoch {epoch}, train loss {loss_sum / 60_000:.3f}, "
          f"train acc {right / 60_000:.3f}, test acc {test_right / 10_000:.3f}")
# snippet.end

# snippet.predictions
names = ["t-shirt", "trouser", "pullover", "dress", "coat",
         "sandal", "shirt", "sneaker", "bag", "ankle boot"]
with torch.no_grad():
    predictions = model(test[0]).argmax(1)
for i in range(6):
    print(names[test[1][i]], names[predictions[i]])
# snippet.end
