/** Regions to choose from where an account has not been seen in them yet. https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html */
export const regions = [
  ..."af-south-1 ap-east-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1".split(
    " ",
  ),
  ..."ap-southeast-2 ap-southeast-3 ap-southeast-4 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1".split(" "),
  ..."eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3".split(" "),
  ..."il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2".split(" "),
];
