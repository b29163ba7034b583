namespace OrleansRealtime.TestKit.Hub;

internal sealed partial class HubClient
{
    private async Task ReadAsync()
    {
        try
        {
            while (await NextMessageAsync() is { } message) await HandleAsync(message);
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The process was killed, or this side left.
        }
        finally
        {
            lock (_gate)
            {
                _isOver = true;
                foreach (var call in _calls.Values) call.TrySetResult(Ended());
            }
        }
    }

    /// <summary>The next message without its end mark; <c>null</c> when there will be none.</summary>
    private async Task<string?> NextMessageAsync()
    {
        while (true)
        {
            if (_rest.IndexOf(End, StringComparison.Ordinal) is >= 0 and var end)
            {
                var message = _rest[..end];
                _rest = _rest[(end + 1)..];
                return message;
            }

            if (await _transport.ReceiveAsync(_stop.Token) is not { } text) return null;
            _rest += text;
        }
    }

    private async Task HandleAsync(string message)
    {
        using var document = JsonDocument.Parse(message);
        var root = document.RootElement;
        switch (root.GetProperty("type").GetInt32())
        {
            case 1:
                Unexpected.Unless(root.GetProperty("arguments").GetArrayLength() == 1, $"A frame has one argument: {message}");
                Add(new(root.GetProperty("target").GetString()!, root.GetProperty("arguments")[0].Clone()));
                break;
            case 3:
                var error = root.TryGetProperty("error", out var text) ? text.GetString() : null;
                var result = root.TryGetProperty("result", out var value) ? value.Clone() : default;
                lock (_gate) _calls[root.GetProperty("invocationId").GetString()!].TrySetResult(new(result, error, _frames.Count));
                break;
            case 6:
                // A client that says nothing for long is taken for dead.
                await SendTextAsync("""{"type":6}""");
                break;
            case 7:
                CloseError = root.TryGetProperty("error", out var reason) ? reason.GetString() : null;
                AllowsReconnect = root.TryGetProperty("allowReconnect", out var allows) && allows.GetBoolean();
                break;
        }
    }

    private HubReply Ended() => new(default, "closed: the connection ended before the answer", _frames.Count);

    private void Add(HubFrame frame)
    {
        _framed?.Invoke(frame);
        TaskCompletionSource news;
        lock (_gate)
        {
            _frames.Add(frame);
            (news, _news) = (_news, Waiting.Signal());
        }

        news.SetResult();
    }
}
