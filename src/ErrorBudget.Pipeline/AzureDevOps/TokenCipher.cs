using System.Security.Cryptography;
using System.Text;

namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>
/// Seals job tokens with AES-256-GCM while they wait in the store. A sealed token is bound to its task: moved to another
/// row, or with another address beside it, it does not open.
/// </summary>
/// <remarks>
/// The key comes from a setting and not from the process or its disk: the answer may have to be given by another instance,
/// or after a crash. Layout: version, nonce (12 bytes), tag (16 bytes), ciphertext.
/// </remarks>
public sealed class TokenCipher
{
    /// <summary>The setting with the key, 32 bytes in base64. While it is being replaced: the new one, a comma, the old one.</summary>
    public const string KeySetting = "ERRORBUDGET_TOKEN_KEY";

    private const byte Version = 1;
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeadBytes = 1 + NonceBytes + TagBytes;

    private readonly byte[][] _keys;

    private TokenCipher(byte[][] keys) => _keys = keys;

    /// <summary>Whether there is a key; without one, tokens can be neither sealed nor opened.</summary>
    public bool HasKey => _keys.Length > 0;

    /// <summary>Reads the setting; it may be missing.</summary>
    /// <exception cref="InvalidOperationException">It is set and is no key. The message does not repeat it.</exception>
    public static TokenCipher Read(Func<string, string?> setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return new TokenCipher([.. (setting(KeySetting) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Key)]);
    }

    /// <summary>Seals a task's token with the first key.</summary>
    /// <exception cref="InvalidOperationException">There is no key.</exception>
    public byte[] Seal(JobToken token, CheckTask task)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(task);
        if (!HasKey) throw new InvalidOperationException($"{KeySetting} is not set.");
        var text = Encoding.ASCII.GetBytes(token.Reveal());
        var sealedToken = new byte[HeadBytes + text.Length];
        sealedToken[0] = Version;
        var nonce = sealedToken.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_keys[0], TagBytes);
        aes.Encrypt(nonce, text, sealedToken.AsSpan(HeadBytes), sealedToken.AsSpan(1 + NonceBytes, TagBytes), BoundTo(task));
        CryptographicOperations.ZeroMemory(text);
        return sealedToken;
    }

    /// <summary>Opens a task's token; null if it was sealed with another key, for another task, or is damaged.</summary>
    public JobToken? Open(ReadOnlySpan<byte> sealedToken, CheckTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (sealedToken.Length <= HeadBytes || sealedToken[0] != Version) return null;
        var text = new byte[sealedToken.Length - HeadBytes];
        foreach (var key in _keys)
        {
            using var aes = new AesGcm(key, TagBytes);
            try
            {
                aes.Decrypt(sealedToken.Slice(1, NonceBytes), sealedToken[HeadBytes..], sealedToken.Slice(1 + NonceBytes, TagBytes), text, BoundTo(task));
                return JobToken.Of(Encoding.ASCII.GetString(text));
            }
            catch (AuthenticationTagMismatchException)
            {
                // Another key may fit; if none does, that is the answer.
            }
        }

        return null;
    }

    private static byte[] BoundTo(CheckTask task) => Encoding.UTF8.GetBytes($"{task.PlanUrl}|{task.ProjectId:N}|{task.HubName}|{task.Key}|{task.TimelineId:N}");

    private static byte[] Key(string text)
    {
        var key = new byte[KeyBytes];
        return Convert.TryFromBase64String(text, key, out var written) && written == KeyBytes
            ? key
            : throw new InvalidOperationException($"{KeySetting} is not {KeyBytes} bytes in base64; make one with: openssl rand -base64 {KeyBytes}");
    }
}
