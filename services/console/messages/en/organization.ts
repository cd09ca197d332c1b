export const organization = {
  title: '',
}
