"""Other places for the same stack: names, accounts, regions and partitions that are awkward."""

from tests.normalize.stack import Place

PLACES = (
    Place("222222222222", "us-east-1", "aws", "acme-us", 0xE001),
    Place("222222222222", "us-east-1", "aws", "prod", 0xE003),
    Place("222222222222", "us-east-1", "aws", "prod-us", 0xE004),
    Place("222222222222", "us-east-1", "aws", "eks", 0xE007),
    Place("222222222222", "us-east-1", "aws", "kube", 0xE009),
    Place("222222222222", "us-east-1", "aws", "iam", 0xE00A),
    Place("222222222222", "us-east-1", "aws", "prod-us-west", 0xE00B),
    Place("222222222222", "us-iso-east-1", "aws-iso", "de", 0xE00C),
    Place("222222222222", "cn-northwest-1", "aws-cn", "cn", 0xE00D),
    Place("222222222222", "us-gov-east-1", "aws-us-gov", "gov", 0xE00E),
    Place("000000000001", "us-east-1", "aws", "a", 0xE101),
    Place("222222222222", "us-west-2", "aws", "us-east-1", 0xE102),
    Place("222222222222", "us-east-1", "aws", "dev", 0xE103),
    Place("222222222222", "eu-west-2", "aws", "uk", 0xE104),
    Place("222222222222", "us-east-1", "aws", "q", 0xE020),
    Place("222222222222", "us-east-1", "aws", "de-us-east", 0xE021),
    Place("222222222222", "eu-west-1", "aws", "policy", 0xE023),
    Place("222222222222", "eu-west-1", "aws", "k8s", 0xE025),
    Place("222222222222", "eu-west-1", "aws", "UPPER-Case", 0xE026),
    Place("222222222222", "ap-southeast-2", "aws", "role", 0xE00F),
    Place("602401143452", "eu-west-1", "aws", "x.y_z", 0xE013),
)
