using System.Text;
using System.Text.Json;

namespace OrleansRealtime.Client.Connection;

/// <summary>Puts large frames together again. Their parts come in order, and nothing of another frame's in between.</summary>
internal sealed class FrameParts
{
    /// <summary>Characters, far more than any frame has.</summary>
    public const int MaxLength = 16 << 20;

    private readonly StringBuilder _text = new();

    /// <returns>The frame's body, when this was its last part.</returns>
    /// <exception cref="JsonException">It is no frame, or does not end.</exception>
    public JsonElement? Add(FramePart part)
    {
        if (_text.Length + part.Text.Length > MaxLength) throw new JsonException($"A frame '{part.Of}' does not end.");
        _text.Append(part.Text);
        if (!part.IsLast) return null;
        var whole = _text.ToString();
        _text.Clear();
        return JsonElement.Parse(whole);
    }
}
