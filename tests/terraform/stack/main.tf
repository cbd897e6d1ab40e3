# The same stack in three accounts and regions. AWS_ENDPOINT_URL points it at an embedded AWS, which
# tells accounts apart by access key.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  alias      = "us"
  region     = "us-east-1"
  access_key = "810000000001"
  secret_key = "test"
}

provider "aws" {
  alias      = "de"
  region     = "eu-central-1"
  access_key = "810000000002"
  secret_key = "test"
}

provider "aws" {
  alias      = "uk"
  region     = "eu-west-2"
  access_key = "810000000003"
  secret_key = "test"
}

module "us" {
  source    = "./environment"
  providers = { aws = aws.us }
  name      = "shop-us"
}

module "de" {
  source    = "./environment"
  providers = { aws = aws.de }
  name      = "shop-de"
}

module "uk" {
  source    = "./environment"
  providers = { aws = aws.uk }
  name      = "shop-uk"
}
