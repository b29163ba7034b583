using OrleansRealtime.Consistency.Histories;

namespace OrleansRealtime.Consistency.Checks;

/// <summary>What became of each operation, as far as its writer can know.</summary>
internal sealed class Operations
{
    private readonly Dictionary<int, Fate> _fates = [];

    public Operations(IReadOnlyList<Event> history)
    {
        for (var order = 0; order < history.Count; order++)
        {
            switch (history[order])
            {
                case Sent sent:
                    if (!_fates.TryGetValue(sent.Operation.Number, out var fate)) _fates.Add(sent.Operation.Number, fate = new(sent.Operation, order));
                    fate.Open++;
                    break;
                case Answered answered:
                    _fates[answered.Operation.Number].Open--;
                    _fates[answered.Operation.Number].Answers.Add((order, answered));
                    break;
            }
        }
    }

    public IEnumerable<Fate> All => _fates.Values;

    public Fate? Find(int number) => _fates.GetValueOrDefault(number);

    /// <summary>When the last of these was first sent; <c>null</c>: there are none.</summary>
    public int? LastSentAt(IEnumerable<int> numbers) => numbers.Select(number => Find(number)?.SentAt).Max();

    internal sealed class Fate(Operation operation, int sentAt)
    {
        public Operation Operation => operation;

        /// <summary>The order of the first attempt.</summary>
        public int SentAt => sentAt;

        /// <summary>Attempts without an answer: the server may still be at them.</summary>
        public int Open { get; set; }

        public List<(int Order, Answered Answer)> Answers { get; } = [];

        /// <summary>The first answer that said yes.</summary>
        public (int Order, Answered Answer)? Yes => Answers.Where(given => given.Answer.Status is >= 200 and < 300).Cast<(int, Answered)?>().FirstOrDefault();

        public Position? At => Yes?.Answer.At;

        /// <summary>Whether nothing of it is under way from then on.</summary>
        public bool EndedBy(int order) => Open == 0 && Answers.TrueForAll(given => given.Order < order);

        /// <summary>Refused for good: the last word is a no, and no earlier attempt is on its way. Without effect, then.</summary>
        public bool IsRefused => Yes is null && Open == 0 && Answers is [.., (_, { Status: >= 400 and < 500 })];
    }
}
