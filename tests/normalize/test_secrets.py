"""Which keys and which texts are secrets, and which only look like it."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.normalize.secrets import Patterns, assigned, is_secret_key, secret_parts


def words(text):
    return text.split()


SECRET = words("""
    password PASSWORD Password passwd db_password DB_PASSWORD dbPassword dbpassword db-password
    mysqlRootPassword password2 PASSWORD_PROD DB_PWD MYSQL_PASS passphrase keyPassphrase passcode
    secret SECRET clientSecret client_secret CLIENT-SECRET clientsecret secretKey secret_access_key
    secretAccessKey AWS_SECRET_ACCESS_KEY secrets vault_secret_id
    token TOKEN authToken auth_token GITHUB_TOKEN ghtoken sessionToken refreshToken tokens bearer
    jwt JWT api_key apiKey API-KEY apikey x-api-key DD_API_KEY apiKeys accessKey access_key
    AWS_ACCESS_KEY_ID privateKey private_key PRIVATE-KEY tls.privateKey signingKey encryption_key
    licenseKey NEW_RELIC_LICENSE_KEY sharedAccessKey SharedAccessKey accountKey
    credential credentials awsCredentials DB_CREDS connectionString CONNECTION_STRING
    sql-connection-string htpasswd .dockerconfigjson dockercfg
    example.com/password example.com/api-token vault.hashicorp.com/db.password
    auth/secretValue tokenValue passwordHash token_2
""")
NO_SECRET = words("""
    name team Name env pool password_file PASSWORD_FILE passwordPolicy password-length
    secretName secretname SECRET_NAME secretRef secretKeyRef secretArn secret_arn secretStore
    existingSecretName secretNamespace secretPath tokenExpirationSeconds
    token-expiration token_file
    AWS_WEB_IDENTITY_TOKEN_FILE tokenUrl
    TOKEN_URL token_endpoint tokenIssuer token-audience tokenTTL
    eks.amazonaws.com/token-expiration credentialsProvider AWS_CONTAINER_CREDENTIALS_FULL_URI
    HttpTokens http-tokens imagePullSecrets automountServiceAccountToken serviceAccountToken
    disableSessionTags apiKeyName privateKeyPath tokenizer TOKENIZERS_PARALLELISM
    KMS_KEY_ID kms_key key keys KeyName keyArn PWD OLDPWD compass passive bypass keyboard monkey
    secrets-store.csi.k8s.io/used secret.example/team ENABLE_PREFIX_DELEGATION author authority
    credentialsMode secretEnabled accessKeyRotation connectionStringsCount
""")


@pytest.mark.parametrize("key", SECRET)
def test_a_key_of_a_secret(key):
    assert is_secret_key(key)


@pytest.mark.parametrize("key", NO_SECRET)
def test_a_key_of_none(key):
    assert not is_secret_key(key)


@pytest.mark.parametrize(
    ("key", "secret", "plain", "expected"),
    [
        ("user-pin", ("*-pin",), (), True),
        ("USER-PIN", ("*-pin",), (), True),
        ("user-pin", ("*-PIN",), (), True),
        ("example.com/pin", ("pin",), (), True),
        ("example.com/pin", ("example.com/*",), (), True),
        ("pins", ("pin",), (), False),
        ("tokenBucket", (), (), True),
        ("tokenBucket", (), ("tokenBucket",), False),
        ("example.com/tokenBucket", (), ("tokenbucket",), False),
        ("tokenBucket", ("token*",), ("tokenBucket",), False),
        ("HttpTokens", ("http*",), (), True),
    ],
)
def test_the_configuration_adds_patterns_and_excepts_from_all(key, secret, plain, expected):
    assert is_secret_key(key, Patterns(secret=secret, plain=plain)) == expected


def pem(kind):
    return f"-----BEGIN {kind}-----\nMIIEow\n-----END {kind}-----"


def encoded(text):
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("before", "secret", "after"),
    [
        ("", pem("RSA PRIVATE KEY"), ""),
        ("cert: ", pem("PRIVATE KEY"), "\nmore"),
        ("cut off ", "-----BEGIN EC PRIVATE KEY-----\nMIIEow", ""),
        ("", encoded(pem("PRIVATE KEY") * 3), ""),
        ("broken ", "LS0tLS1CRUdJTi" + "A" * 23 + "===", ""),
        ("id ", "AKIAIOSFODNN7EXAMPLE", " of jo"),
        ("", "ASIAIOSFODNN7EXAMPLE", ""),
        ("", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ""),
        ("x=", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0abc.sflKxwRJ", ""),
        ("", "ghp_" + "a1B2" * 9, ""),
        ("", "github_pat_" + "a1B2" * 9, "."),
        ("", "glpat-" + "a1B2" * 5, ""),
        ("slack ", "xoxb-123456789012-abcdef", ""),
        ("", "npm_" + "a1B2" * 9, ""),
        ("", "sk_live_" + "a1B2" * 5, ""),
        ("", "hvs." + "a1B2" * 6, ""),
        ("", "AIza" + "a1B2c" * 7, ""),
        ("https://hooks.slack.com/services/", "T0/B0/xyz", ""),
        ("", "k8s-aws-v1.aHR0cHM6Ly9zdHM", ""),
        ("https://b.s3.amazonaws.com/k?X-Amz-Signature=", "0a1b2c", "&x=1"),
        ("postgres://jo:", "hunter2", "@db.example:5432/x"),
        ("redis://:", "hunter2", "@cache"),
        ("Authorization: Bearer ", "abcdefghijklmnopqrstuvwx", ""),
        ("Basic ", "am86aHVudGVyMg==", ""),
    ],
)
def test_a_secret_whatever_its_key(before, secret, after):
    text = before + secret + after
    assert [text[start:end] for start, end in secret_parts(text)] == [secret]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hunter2",
        pem("CERTIFICATE"),
        encoded(pem("CERTIFICATE") * 3),
        "AROAIOSFODNN7EXAMPLE",
        "AIDAIOSFODNN7EXAMPLE",
        "https://user@example.com/x",
        "https://example.com:8080/x@y",
        "arn:aws:iam::222222222222:role/x",
        "arn:aws:secretsmanager:us-east-1:222222222222:secret:db-a1B2c3",
        "0123456789abcdef0123456789abcdef01234567",
        "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "AmazonEC2ContainerRegistryReadOnlyPolicy",
        "service-role/AmazonEKSFargatePodExecution",
        "https://hooks.slack.com/",
        "kube-system/aws-node",
        "eyJ",
    ],
)
def test_what_only_looks_like_one(text):
    assert list(secret_parts(text)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("--password=hunter2", [("password", "hunter2")]),
        ("PASSWORD=correct horse battery", [("PASSWORD", "correct horse battery")]),
        ("a=1", [("a", "1")]),
        ("run --token=x --user=y", [("token", "x"), ("user", "y")]),
        ("user: jo\npassword: hunter2\n", [("user", "jo"), ("password", "hunter2")]),
        ('{"user": "jo", "password":"hunter2"}', [("user", "jo"), ("password", "hunter2")]),
        ("https://example.com/?a=1&token=x", [("a", "1"), ("token", "x")]),
        ("[db]\npassword = hunter2", [("password", "hunter2")]),
        ("secretsmanager:GetSecretValue", []),
        ("arn:aws:secretsmanager:us-east-1:2:secret:x", []),
        ("secrets:admin", []),
        ("words alone", []),
    ],
)
def test_what_a_text_assigns(text, expected):
    assert [(key, text[start:end]) for key, (start, end) in assigned(text)] == expected


@given(st.text())
def test_places_are_inside_the_text_and_apart(text):
    last = 0
    for start, end in secret_parts(text):
        assert last <= start < end <= len(text)
        last = end
    assert all(0 <= start < end <= len(text) for _, (start, end) in assigned(text))
