using System.Text;

namespace ErrorBudget.Pipeline.Policies;

/// <summary>Reads the text of one policy file: UTF-8, or UTF-16 with a byte order mark, as Windows shells write it.</summary>
internal static class PolicyText
{
    private const int MaximumBytes = 16_000_000;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text, or why it cannot be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="left">How many bytes may still be read of all files; lessened by this one.</param>
    public static (string? Text, PolicyProblem? Problem) Load(string path, ref long left)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var limit = (int)Math.Min(MaximumBytes, left);
            if (Bytes(stream, limit) is not { } bytes)
                return (null, At(path, limit < MaximumBytes
                    ? FormattableString.Invariant($"the policy files together are larger than {PolicyFiles.MaximumBytes / 1_000_000} MB")
                    : FormattableString.Invariant($"the file is larger than {MaximumBytes / 1_000_000} MB")));
            left -= bytes.Length;
            return Decode(path, bytes);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, At(path, "there is no such file or folder; the setting ERRORBUDGET_POLICY names it"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return (null, At(path, $"the file cannot be read: {error.Message}"));
        }
    }

    /// <summary>All bytes of a stream; null if there are more than the limit. The length a file claims to have is not relied on.</summary>
    private static byte[]? Bytes(FileStream stream, int limit)
    {
        using var content = new MemoryStream();
        var chunk = new byte[81_920];
        for (int read; (read = stream.Read(chunk)) > 0;)
        {
            if (content.Length + read > limit) return null;
            content.Write(chunk, 0, read);
        }

        return content.ToArray();
    }

    private static (string? Text, PolicyProblem? Problem) Decode(string path, byte[] bytes)
    {
        try
        {
            return (bytes switch
            {
                [0xFF, 0xFE, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true).GetString(bytes.AsSpan(2)),
                [0xFE, 0xFF, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true).GetString(bytes.AsSpan(2)),
                [0xEF, 0xBB, 0xBF, ..] => Utf8.GetString(bytes.AsSpan(3)),
                _ => Utf8.GetString(bytes),
            }, null);
        }
        catch (DecoderFallbackException error)
        {
            var before = bytes.AsSpan(0, Math.Clamp(error.Index, 0, bytes.Length));
            var line = before.Count((byte)'\n') + 1;
            var column = before.Length - before.LastIndexOf((byte)'\n');
            return (null, new PolicyProblem(path, line, column, "the bytes here are not UTF-8; save the file as UTF-8"));
        }
    }

    private static PolicyProblem At(string path, string message) => new(path, 1, 1, message);
}
