using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace OrleansRealtime.Import;

/// <summary>A file of JSON lines, read without ever holding more than a batch of it. Empty lines are passed over.</summary>
internal static class ImportFile
{
    /// <summary>In bytes. An entity has at most 320 KiB; the rest is room for its comments.</summary>
    public const int LongestLine = 4 * 1024 * 1024;

    /// <summary>Reads it line by line.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="BadLineException">A line is none.</exception>
    public static async IAsyncEnumerable<ImportLine> ReadAsync(string path, [EnumeratorCancellation] CancellationToken stop)
    {
        await using var file = File.OpenRead(path);
        var reader = PipeReader.Create(file, new(bufferSize: 1024 * 1024));
        for (var (number, isOver) = (0L, false); !isOver;)
        {
            var read = await reader.ReadAsync(stop);
            var buffer = read.Buffer;
            while (Next(ref buffer, read.IsCompleted) is { } line)
            {
                number++;
                if (line.AsSpan().Trim(" \t\r\n"u8).IsEmpty) continue;
                yield return Parse(number, line);
            }

            if (buffer.Length > LongestLine) throw new BadLineException(number + 1, $"It has more than {LongestLine:N0} bytes.");
            reader.AdvanceTo(buffer.Start, buffer.End);
            isOver = read.IsCompleted;
        }

        await reader.CompleteAsync();
    }

    private static byte[]? Next(ref ReadOnlySequence<byte> buffer, bool isLast)
    {
        if (buffer.IsEmpty) return null;
        var end = buffer.PositionOf((byte)'\n');
        if (end is null && !isLast) return null;
        var line = buffer.Slice(0, end ?? buffer.End).ToArray();
        buffer = end is { } newline ? buffer.Slice(buffer.GetPosition(1, newline)) : buffer.Slice(buffer.End);
        return line;
    }

    private static ImportLine Parse(long number, byte[] line)
    {
        if (line.Length > LongestLine) throw new BadLineException(number, $"It has more than {LongestLine:N0} bytes.");
        try
        {
            return new(number, line, ImportedEntity.Read(number == 1 ? WithoutMark(line) : line));
        }
        catch (JsonException e)
        {
            throw new BadLineException(number, e.Message.Split('\n')[0]);
        }
    }

    /// <summary>Some editors begin a file with a byte-order mark.</summary>
    private static ReadOnlySpan<byte> WithoutMark(byte[] line) => line.AsSpan().StartsWith("\uFEFF"u8) ? line.AsSpan(3) : line;
}

/// <summary>A line that is no entity.</summary>
internal sealed class BadLineException(long line, string message) : Exception($"Line {line:N0}: {message}");
